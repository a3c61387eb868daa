import { beforeEach, describe, expect, it } from 'vitest';
import { type ExecutionNews, Page } from './connection';
import { FakeClock, FakeServer } from './fakes';
import { Hub, LINGER } from './hub';
import { NO_PULSE, type OpenLine } from './tabs';

const id = (number: number) => `wf_exec_0_01KAVQ6C0G3V8R7T2N5M9P${String(4000 + number)}`;

let clock: FakeClock;
let server: FakeServer;
let hub: Hub;
/** The one that has died without a word. */
let dead: Hub | undefined;
let lines: number;

const line: OpenLine = (hear) => {
  const tabId = `tab-${String(lines++)}`;
  const mine = hub;
  mine.join(tabId, (message) => {
    if (mine !== dead) hear(message);
  });
  return {
    post: (message) => {
      if (mine !== dead) mine.receive(tabId, message);
    },
    close: () => {
      mine.leave(tabId);
    },
  };
};

const tab = () => new Page(line, () => clock.now());

const listen = (page: Page, executionId = id(1)) => {
  const heard: ExecutionNews[] = [];
  const stop = page.watch(executionId, (news) => heard.push(news));
  clock.pass(50);
  return { heard, stop };
};

const tellSnapshot = (executionId = id(1), seq = 5) => {
  const stream = server.last.open();
  stream.send('execution.snapshot', {
    executionId,
    seq,
    lastEventId: `${String(seq)}-1`,
    reason: 'requested',
    status: 'running',
    nodesExecuted: [],
    nodes: {},
  });
  return stream.synced();
};

const tellLog = (seq: number, executionId = id(1)) =>
  server.last.send(
    'node.log',
    { type: 'node.log', executionId, seq, timestamp: 1, nodeId: 'a' },
    `${String(seq)}-1`,
  );

beforeEach(() => {
  clock = new FakeClock();
  server = new FakeServer();
  hub = new Hub(server.dial, clock);
  dead = undefined;
  lines = 0;
});

describe('many tabs', () => {
  it('share one stream, and who comes later is told what is known', () => {
    const first = listen(tab());
    tellSnapshot();
    tellLog(6);
    const second = listen(tab());

    expect(server.streams).toHaveLength(1);
    expect(second.heard).toMatchObject([
      { kind: 'snapshot', state: { seq: 6 } },
      { kind: 'freshness', value: { kind: 'live' } },
    ]);
    tellLog(7);
    expect(first.heard.at(-1)).toEqual({ kind: 'freshness', value: { kind: 'live', seq: 7 } });
    expect(second.heard.at(-1)).toEqual({ kind: 'freshness', value: { kind: 'live', seq: 7 } });
  });

  it('let the stream go some time after the last has left', () => {
    const first = listen(tab());
    const second = listen(tab());
    tellSnapshot();
    first.stop();
    clock.pass(LINGER * 2);
    expect(server.open).toHaveLength(1);
    second.stop();
    clock.pass(LINGER / 2);
    expect(server.open).toHaveLength(1);
    clock.pass(LINGER);
    expect(server.open).toHaveLength(0);
  });

  it('find the stream still there when they come back at once', () => {
    const page = tab();
    listen(page).stop();
    tellSnapshot();
    clock.pass(LINGER / 2);
    const again = listen(page);
    clock.pass(LINGER * 2);
    expect(server.streams).toHaveLength(1);
    expect(again.heard[0]).toMatchObject({ kind: 'snapshot' });
  });

  it('with more executions than a stream may have get a second one', () => {
    const page = tab();
    for (let number = 0; number < 150; number++) page.watch(id(number), () => undefined);
    clock.pass(50);
    expect(server.open.map((stream) => stream.asked.length)).toEqual([100, 50]);
  });
});

describe('a tab', () => {
  it('tells a second listener what it knows without asking', () => {
    const page = tab();
    listen(page);
    tellSnapshot();
    expect(listen(page).heard).toMatchObject([
      { kind: 'snapshot', state: { seq: 5 } },
      { kind: 'freshness', value: { kind: 'live' } },
    ]);
  });

  it('says that it is stale where whoever holds the connection has died, and finds another', () => {
    const page = tab();
    const { heard } = listen(page);
    tellSnapshot();
    const since = clock.now();
    dead = hub;
    for (let second = 0; second <= NO_PULSE / 1_000; second++) {
      clock.pass(1_000);
      page.look();
    }
    expect(heard.at(-1)).toEqual({ kind: 'freshness', value: { kind: 'stale', since } });

    hub = new Hub(server.dial, clock);
    for (let second = 0; second <= NO_PULSE / 1_000; second++) {
      clock.pass(1_000);
      page.look();
    }
    clock.pass(50);
    tellSnapshot(id(1), 8);
    expect(heard.at(-1)).toMatchObject({ kind: 'freshness', value: { kind: 'live', seq: 8 } });
  });

  it('hears the pulse, and does not doubt', () => {
    const page = tab();
    const { heard } = listen(page);
    tellSnapshot();
    for (let second = 0; second < 20; second++) {
      clock.pass(1_000);
      page.look();
    }
    expect(heard.at(-1)).toMatchObject({ value: { kind: 'live' } });
    expect(lines).toBe(1);
  });
});
