import { beforeEach, describe, expect, it } from 'vitest';
import type { WorkflowEvent } from './events';
import { FakeClock, FakeServer } from './fakes';
import { type ExecutionNews, Follower } from './follower';
import type { ExecutionState } from './fold';
import type { Freshness } from './freshness';
import { DEAD_AFTER, PATIENCE, STALE_AFTER } from './link';

const A = 'wf_exec_0_01KAVQ6C0G3V8R7T2N5M9P4XYZ';
const B = 'wf_exec_0_01KAVQ6C0G3V8R7T2N5M9P4ABC';

let clock: FakeClock;
let server: FakeServer;
let follower: Follower;
let news: { id: string; news: ExecutionNews }[];

beforeEach(() => {
  clock = new FakeClock();
  server = new FakeServer();
  news = [];
  follower = new Follower(server.dial, clock, (id, each) => news.push({ id, news: each }));
});

const watch = (...ids: string[]) => {
  for (const id of ids) follower.add(id);
  clock.pass(50);
  return server.last;
};

const snapshot = (executionId: string, seq: number, more: object = {}) => ({
  type: 'execution.snapshot',
  executionId,
  seq,
  lastEventId: `${seq}-1`,
  timestamp: clock.now(),
  reason: 'requested',
  workflowId: 'order',
  workflowName: 'Order',
  version: 1,
  status: 'running',
  startTime: 1,
  nodesExecuted: [],
  nodes: {},
  ...more,
});

const log = (executionId: string, seq: number): WorkflowEvent => ({
  type: 'node.log',
  executionId,
  seq,
  timestamp: clock.now(),
  nodeId: 'note',
  message: `line ${seq}`,
});

const completed = (executionId: string, seq: number): WorkflowEvent => ({
  type: 'workflow.completed',
  executionId,
  seq,
  timestamp: clock.now(),
  executionTime: 5,
});

const freshness = (id = A): Freshness | undefined =>
  news
    .filter((each) => each.id === id)
    .map((each) => each.news)
    .findLast((each) => each.kind === 'freshness')?.value;

const seqs = (id = A): number[] =>
  news
    .filter((each) => each.id === id)
    .map((each) => each.news)
    .flatMap((each) => (each.kind === 'event' ? [each.event.seq] : []));

const state = (id = A): ExecutionState | undefined =>
  follower.known(id).find((each) => each.kind === 'snapshot')?.state;

/** A follows along, up to its event 5. */
const living = () => watch(A).open().send('execution.snapshot', snapshot(A, 5), '5-1').synced();

describe('an execution', () => {
  it('begins with a snapshot and goes on with its events', () => {
    const stream = watch(A);
    expect(stream.path).toBe(`/streams?executions=${A}&from=snapshot&heartbeat=true`);
    expect(stream.cursor).toBeUndefined();

    stream.open().send('execution.snapshot', snapshot(A, 5), '5-1');
    stream.synced();
    stream.send('node.log', log(A, 6), '6-1');

    expect(news.map((each) => each.news.kind)).toEqual(['snapshot', 'freshness', 'event']);
    expect(freshness()).toEqual({ kind: 'live', seq: 5 });
    expect(state()).toMatchObject({ seq: 6, lastEventId: '6-1' });
  });

  it('drops events that it has seen', () => {
    living()
      .send('node.log', log(A, 4), '4-1')
      .send('node.log', log(A, 6), '6-1')
      .send('node.log', log(A, 6), '6-1');
    expect(seqs()).toEqual([6]);
  });

  it('asks for the state anew where an event is missing, and does not pretend meanwhile', () => {
    living().send('node.log', log(A, 8), '8-1');

    expect(freshness()).toEqual({ kind: 'catching-up' });
    expect(server.streams).toHaveLength(2);
    expect(server.last.cursor).toBeUndefined();
    server.last.open().send('execution.snapshot', snapshot(A, 8), '8-1').synced();
    expect(freshness()).toEqual({ kind: 'live', seq: 8 });
    expect(seqs()).toEqual([]);
  });

  it('asks more slowly where an event is missing again and again', () => {
    living().send('node.log', log(A, 8), '8-1');
    server.last
      .open()
      .send('execution.snapshot', snapshot(A, 8), '8-1')
      .synced()
      .send('node.log', log(A, 10), '10-1');

    expect(server.streams).toHaveLength(2);
    clock.pass(1_000);
    expect(server.streams).toHaveLength(3);
  });

  it('notices by the heartbeat that something between has swallowed an event', () => {
    living().send('heartbeat', { lastEventId: '6-1' });
    expect(freshness()).toEqual({ kind: 'catching-up' });
    expect(server.streams).toHaveLength(2);
  });

  it.each(['requested', 'trimmed', 'ahead', 'foreign', 'unreadable', 'rewound'])(
    'is replaced by a snapshot of reason %s, whatever its number',
    (reason) => {
      const stream = living().send('node.log', log(A, 6), '6-1');
      stream.send('execution.snapshot', snapshot(A, 3, { reason, lastEventId: '3-9' }), '3-9');
      stream.send('node.log', log(A, 4), '4-9');
      expect(state()).toMatchObject({ seq: 4, lastEventId: '4-9' });
    },
  );

  it('keeps the ways it knows over a snapshot of the same history, not of another', () => {
    const node = { status: 'completed', endTime: 7, duration: 1 };
    const stream = watch(A).open().send('execution.snapshot', snapshot(A, 1), '1-1').synced();
    stream.send(
      'node.completed',
      {
        type: 'node.completed',
        executionId: A,
        seq: 2,
        timestamp: 7,
        nodeId: 'a',
        nextNodeIds: ['b'],
        duration: 1,
      },
      '2-1',
    );
    stream.send('execution.snapshot', snapshot(A, 3, { nodes: { a: node } }), '3-1');
    expect(state()?.nodes.a?.taken).toEqual(['b']);
    stream.send('execution.snapshot', snapshot(A, 3, { nodes: { a: node }, reason: 'rewound' }), '3-2');
    expect(state()?.nodes.a?.taken).toBeUndefined();
  });

  it('ends with its terminal event, and nobody asks for it again', () => {
    const stream = living().send('workflow.completed', completed(A, 6), '6-1');
    stream.end();
    clock.pass(600_000);
    expect(freshness()).toEqual({ kind: 'ended', seq: 6 });
    expect(server.streams).toHaveLength(1);
    expect(server.open).toEqual([]);
  });

  it('that is over already ends with its snapshot', () => {
    watch(A)
      .open()
      .send('execution.snapshot', snapshot(A, 9, { status: 'failed' }), '9-1')
      .synced()
      .end();
    expect(freshness()).toEqual({ kind: 'ended', seq: 9 });
    clock.pass(600_000);
    expect(server.streams).toHaveLength(1);
  });

  it('that has ended while the line was down is 204', () => {
    living().end();
    clock.pass(2_000);
    server.last.refuse(204);
    expect(freshness()).toEqual({ kind: 'ended', seq: 5 });
    expect(server.open).toEqual([]);
  });

  it.each(['unknown', 'gone'])('is gone where the server says %s', (reason) => {
    living().send('stream.closed', { executionId: A, reason });
    expect(freshness()).toEqual({ kind: 'gone' });
    expect(server.open).toEqual([]);
  });

  it('is gone where the answer is 404', () => {
    watch(A).refuse(404, { type: 'unknown-execution' });
    expect(freshness()).toEqual({ kind: 'gone' });
    clock.pass(600_000);
    expect(server.streams).toHaveLength(1);
  });

  it('is refused where nobody may look, until somebody comes back to the page', () => {
    const problem = { type: 'unauthorized', title: 'Not signed in' };
    watch(A).refuse(401, problem);
    expect(freshness()).toEqual({ kind: 'refused', problem: expect.objectContaining(problem) as object });
    clock.pass(600_000);
    expect(server.streams).toHaveLength(1);
    follower.wake();
    expect(server.streams).toHaveLength(2);
  });
});

describe('the line', () => {
  it('is dialled again with the cursor after a break, later each time', () => {
    living().end();
    const attempts: number[] = [];
    for (let round = 0; round < 7; round++) {
      const now = freshness();
      if (now?.kind !== 'reconnecting') throw new Error('it is not reconnecting');
      attempts.push(now.at - clock.now());
      clock.pass(now.at - clock.now());
      expect(server.last.cursor).toBe('5-1');
      server.last.end();
    }
    expect(attempts).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('comes back when the server says so', () => {
    living().text('retry: 4000\n\n').send('stream.reconnect', { reason: 'age' });
    expect(freshness()).toMatchObject({ kind: 'reconnecting', attempt: 1, reason: 'age' });
    clock.pass(3_999);
    expect(server.streams).toHaveLength(1);
    clock.pass(1);
    expect(server.last.cursor).toBe('5-1');
    server.last.open().send('node.log', log(A, 6), '6-1').synced();
    expect(freshness()).toEqual({ kind: 'live', seq: 6 });
    expect(seqs()).toEqual([6]);
  });

  it('waits as long as a busy server asks', () => {
    watch(A).refuse(503, { type: 'draining' }, 9_000);
    expect(freshness()).toMatchObject({ kind: 'reconnecting', reason: 'draining' });
    clock.pass(8_999);
    expect(server.streams).toHaveLength(1);
    clock.pass(1);
    expect(server.streams).toHaveLength(2);
  });

  it('is stale when nothing is heard for one and a half keepalives, and live at the next sign of life', () => {
    const stream = living();
    const heard = clock.now();
    clock.pass(STALE_AFTER + 1_000);
    expect(freshness()).toEqual({ kind: 'stale', since: heard });
    stream.text(': keepalive\n\n');
    expect(freshness()).toEqual({ kind: 'live', seq: 5 });
    expect(server.streams).toHaveLength(1);
  });

  it('stays live as long as keepalives come', () => {
    const stream = living();
    for (let round = 0; round < 20; round++) {
      clock.pass(15_000);
      stream.text(': keepalive\n\n');
    }
    expect(news.filter((each) => each.news.kind === 'freshness')).toHaveLength(1);
  });

  it('is replaced when it is silent for longer', () => {
    const first = living();
    clock.pass(DEAD_AFTER + 1_000);
    expect(first.closed).toBe(true);
    expect(server.last.cursor).toBe('5-1');
    expect(freshness()).toMatchObject({ kind: 'reconnecting' });
    server.last.open().synced();
    expect(freshness()).toEqual({ kind: 'live', seq: 5 });
  });

  it('is replaced at once when the machine wakes from sleep', () => {
    const first = living();
    clock.sleep(3_600_000);
    follower.wake();
    expect(first.closed).toBe(true);
    expect(server.streams).toHaveLength(2);
    expect(freshness()).toMatchObject({ kind: 'reconnecting' });
  });

  it('does not wait when the network comes back', () => {
    living().end();
    for (let round = 0; round < 5; round++) {
      clock.pass(30_000);
      server.last.end();
    }
    const before = server.streams.length;
    follower.wake();
    expect(server.streams).toHaveLength(before + 1);
  });

  it('is given up where no answer comes', () => {
    const first = watch(A);
    clock.pass(PATIENCE + 1_000);
    expect(first.closed).toBe(true);
    expect(freshness()).toMatchObject({ kind: 'reconnecting', attempt: 1 });
  });

  it('does not fall for a clock that is put back', () => {
    living();
    clock.sleep(-3_600_000);
    follower.look();
    expect(freshness()).toEqual({ kind: 'live', seq: 5 });
    clock.sleep(STALE_AFTER);
    follower.look();
    expect(freshness()).toMatchObject({ kind: 'stale' });
  });

  it('leaves nothing behind when nobody watches any more', () => {
    living();
    follower.remove(A);
    expect(server.open).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});

describe('several executions', () => {
  it('share a stream', () => {
    const stream = watch(A, B);
    expect(server.streams).toHaveLength(1);
    expect(stream.asked).toEqual([A, B]);
    stream
      .open()
      .send('execution.snapshot', snapshot(A, 5), '5-1,')
      .send('execution.snapshot', snapshot(B, 2, { lastEventId: '2-7' }), '5-1,2-7')
      .synced()
      .send('node.log', log(B, 3), '5-1,3-7');
    expect(freshness(A)).toEqual({ kind: 'live', seq: 5 });
    expect(state(B)).toMatchObject({ seq: 3, lastEventId: '3-7' });
    stream.end();
    clock.pass(1_000);
    expect(server.last.cursor).toBe('5-1,3-7');
  });

  it('go on while another joins: the stream is replaced only once the new one has begun', () => {
    const first = living();
    const second = watch(A, B);
    expect(second.asked).toEqual([A, B]);
    expect(second.cursor).toBe('5-1,');
    first.send('node.log', log(A, 6), '6-1');
    expect(first.closed).toBe(false);

    second.open();
    expect(first.closed).toBe(true);
    second.send('node.log', log(A, 6), '6-1,').send('node.log', log(A, 7), '7-1,');
    second.send('execution.snapshot', snapshot(B, 2), '7-1,2-1').synced();

    expect(seqs(A)).toEqual([6, 7]);
    expect(freshness(A)).toEqual({ kind: 'live', seq: 5 });
    expect(news.filter((each) => each.id === A && each.news.kind === 'freshness')).toHaveLength(1);
    expect(freshness(B)).toEqual({ kind: 'live', seq: 2 });
  });

  it('do not count as live for long while a new stream tells nothing', () => {
    living();
    watch(A, B).open();
    expect(freshness(A)).toMatchObject({ kind: 'live' });
    clock.pass(2_000);
    expect(freshness(A)).toEqual({ kind: 'catching-up' });
  });

  it('end one by one, and the others are asked for without them', () => {
    const stream = watch(A, B).open();
    stream
      .send('execution.snapshot', snapshot(A, 5), '5-1,')
      .send('execution.snapshot', snapshot(B, 2), '5-1,2-1');
    stream.synced().send('workflow.completed', completed(A, 6), '6-1,2-1');
    expect(freshness(A)).toEqual({ kind: 'ended', seq: 6 });
    stream.end();
    clock.pass(1_000);
    expect(server.last.asked).toEqual([B]);
    expect(server.last.cursor).toBe('2-1');
    expect(freshness(A)).toEqual({ kind: 'ended', seq: 6 });
  });
});
