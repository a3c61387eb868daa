'use strict';
// Ten-step workflows on BullMQ, submitted and worked off by this one process: node bench.js PORT chain|flow IN_FLIGHT WARM_UP
// SECONDS SINGLY. Each step is a job that does nothing. A chain's job adds the next one; a flow is a tree of ten jobs made at
// once, each waiting for its child. Says "measure" and "measured <steps>" at the beginning and the end of what counts, then
// "latency <milliseconds>..." of so many, one after the other.
const { FlowProducer, Queue, Worker } = require('bullmq');

const [port, mode, inFlight, warmUp, seconds, singly] = process.argv.slice(2).map((word) => (isNaN(word) ? word : Number(word)));
const STEPS = 10;
const connection = { host: '127.0.0.1', port, maxRetriesPerRequest: null };
const options = { removeOnComplete: true };
const queue = new Queue('bench', { connection });
const flows = new FlowProducer({ connection });

let steps = 0;
let ended = () => {};

async function work(job) {
  if (mode === 'chain' && job.data.step < STEPS) {
    await queue.add('step', { step: job.data.step + 1 }, options);
  }
}

const worker = new Worker('bench', work, { connection, concurrency: 100, drainDelay: 1 });
worker.on('completed', (job) => {
  steps++;
  if (job.data.step === STEPS) {
    ended();
  }
});
worker.on('error', (error) => {
  console.error(error.message);
});

function tree(step) {
  return { name: 'step', queueName: 'bench', data: { step }, opts: options, children: step > 1 ? [tree(step - 1)] : [] };
}

function submit() {
  return mode === 'chain' ? queue.add('step', { step: 1 }, options) : flows.add(tree(STEPS));
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function load() {
  let going = true;
  ended = () => {
    if (going) submit().catch((error) => console.error(error.message));
  };
  for (let i = 0; i < inFlight; i++) {
    await submit();
  }
  await pause(warmUp * 1000);
  const before = steps;
  console.log('measure');
  await pause(seconds * 1000);
  console.log('measured ' + (steps - before));
  going = false;
  for (let last = -1; last !== steps; ) {
    last = steps;
    await pause(300);
  }
}

async function latency() {
  const millis = [];
  for (let i = 0; i < singly; i++) {
    const done = new Promise((end) => (ended = end));
    const start = process.hrtime.bigint();
    await submit();
    await done;
    millis.push(Number(process.hrtime.bigint() - start) / 1e6);
  }
  console.log('latency ' + millis.map((each) => each.toFixed(2)).join(' '));
}

async function main() {
  await worker.waitUntilReady();
  await load();
  await latency();
  await worker.close(true);
  await queue.close();
  await flows.close();
  process.exit(0);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
