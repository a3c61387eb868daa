import { beforeEach, describe, expect, it } from 'vitest';
import type { ExecutionItem, ExecutionPage, ExecutionStatus } from '../../api/types';
import type { ExecutionChange } from '../../live/events';
import { FakeClock } from '../../live/fakes';
import type { ListFilter } from '../../live/list';
import type { ListNews } from '../../live/listFollower';
import { Listing } from './listing';

let clock: FakeClock;
let tell: (news: ListNews) => void;
let watched: string[];
let visible: boolean;
let pages: {
  filter: ListFilter;
  cursor: string | undefined;
  answer: (page: ExecutionPage) => Promise<void>;
}[];

beforeEach(() => {
  clock = new FakeClock();
  watched = [];
  visible = true;
  pages = [];
});

const listing = (filter: ListFilter = {}) => {
  const made = new Listing(
    {
      clock,
      watch: (workflowId, listener) => {
        watched.push(workflowId);
        tell = listener;
        return () => watched.pop();
      },
      page: (wanted, cursor) =>
        new Promise((resolve) => {
          pages.push({
            filter: wanted,
            cursor,
            answer: async (page) => {
              resolve(page);
              await Promise.resolve();
              await Promise.resolve();
            },
          });
        }),
      isVisible: () => visible,
    },
    filter,
  );
  const stop = made.subscribe(() => undefined);
  return { made, stop, ids: () => made.current().items.map((item) => `${item.executionId} ${item.status}`) };
};

const item = (id: number, status: ExecutionStatus = 'running'): ExecutionItem => ({
  executionId: `e${String(id)}`,
  workflowId: 'order',
  workflowName: 'Order',
  version: 1,
  status,
  startTime: new Date(id * 1_000).toISOString(),
  ...(status === 'completed' ? { endTime: new Date(id * 1_000 + 5).toISOString(), executionTime: 5 } : {}),
  nodesExecuted: [],
  nodeDetails: {},
});

const page = (items: ExecutionItem[], total = items.length, nextCursor?: string): ExecutionPage => ({
  executions: items,
  stats: { total, pending: 0, running: total, waiting: 0, paused: 0, completed: 0, failed: 0, cancelled: 0 },
  ...(nextCursor === undefined ? {} : { nextCursor }),
});

const change = (
  id: number,
  status: ExecutionStatus,
  seq: number,
  previous?: ExecutionStatus,
): { kind: 'change'; change: ExecutionChange } => ({
  kind: 'change',
  change: {
    type: 'execution.changed',
    executionId: `e${String(id)}`,
    workflowId: 'order',
    workflowName: 'Order',
    version: 1,
    status,
    ...(previous === undefined ? {} : { previous }),
    startTime: id * 1_000,
    ...(status === 'completed' ? { endTime: id * 1_000 + 5, executionTime: 5 } : {}),
    lastEventId: `${String(seq)}-1`,
    timestamp: clock.now(),
  },
});

describe('a list that is followed', () => {
  it('is the feed’s own, and changes with it', () => {
    const { made, ids } = listing();
    tell({ kind: 'page', page: page([item(2), item(1)]), reason: 'requested' });
    tell({ kind: 'freshness', value: { kind: 'live', seq: 0 } });
    tell(change(3, 'running', 1));
    tell(change(1, 'completed', 9, 'running'));

    expect(ids()).toEqual(['e3 running', 'e2 running', 'e1 completed']);
    expect(made.current().stats).toMatchObject({ total: 3, running: 2, completed: 1 });
    expect(pages).toEqual([]);
  });

  it('counts a change once that the page held already, and none that is older', () => {
    const { made, ids } = listing();
    tell({ kind: 'page', page: page([item(1)]), reason: 'requested' });
    tell(change(1, 'running', 1));
    tell(change(1, 'completed', 9, 'running'));
    tell(change(1, 'waiting', 5, 'running'));
    expect(ids()).toEqual(['e1 completed']);
    expect(made.current().stats).toMatchObject({ total: 1, running: 0, completed: 1, waiting: 0 });
  });

  it('goes on with pages, and keeps them when its first one is told anew', async () => {
    const { made, ids } = listing();
    tell({ kind: 'page', page: page([item(4), item(3)], 4, 'c'), reason: 'requested' });
    void made.more();
    void made.more();
    expect(pages.map((each) => each.cursor)).toEqual(['c']);
    tell(change(1, 'completed', 9, 'running')); // while the page is on its way
    await pages[0]?.answer(page([item(2), item(1)], 4));
    expect(ids()).toEqual(['e4 running', 'e3 running', 'e2 running', 'e1 completed']);

    tell({ kind: 'page', page: page([item(5), item(4)], 5, 'd'), reason: 'requested' });
    expect(ids()).toEqual(['e5 running', 'e4 running', 'e3 running', 'e2 running', 'e1 completed']);
    expect(made.current().nextCursor).toBeUndefined();
  });

  it.each(['trimmed', 'rewound'])('lets go what may be out of date after %s', (reason) => {
    const { ids } = listing();
    tell({ kind: 'page', page: page([item(2), item(1)], 2), reason: 'requested' });
    tell({ kind: 'page', page: page([item(4)], 4, 'c'), reason });
    expect(ids()).toEqual(['e4 running']);
  });

  it('shows only what a filter wants, and still counts all', async () => {
    const { made, ids } = listing({ status: 'running' });
    tell({ kind: 'page', page: page([item(9, 'completed')], 2), reason: 'requested' });
    await pages.at(-1)?.answer(page([item(2), item(1)], 2));
    tell(change(2, 'completed', 9, 'running'));
    tell(change(3, 'running', 1));
    expect(ids()).toEqual(['e3 running', 'e1 running']);
    expect(made.current().stats).toMatchObject({ total: 3, running: 2, completed: 1 });

    const before = pages.length;
    clock.pass(1_200); // a list may be a second old
    expect(pages).toHaveLength(before + 1);
  });
});

describe('what was counted', () => {
  const connected = async (stats: ExecutionPage) => {
    const made = listing();
    tell({ kind: 'page', page: page([item(1)]), reason: 'requested' });
    tell({ kind: 'freshness', value: { kind: 'live', seq: 0 } });
    clock.pass(1_200);
    await pages.at(-1)?.answer(stats);
    return made;
  };

  it('is put right soon after a feed has begun, which may repeat what the list has counted', async () => {
    const { made, ids } = listing();
    tell({ kind: 'page', page: page([item(5), item(4)], 5, 'c'), reason: 'requested' });
    tell(change(1, 'completed', 9, 'running')); // on a page that is not loaded, and counted already
    expect(made.current().stats).toMatchObject({ running: 4, completed: 1 });
    clock.pass(1_200);
    expect(pages).toHaveLength(1);
    await pages[0]?.answer(page([item(5), item(4)], 5, 'c'));
    // Two changes could explain it: one that came just now, and the list being a second old.
    expect(made.current().stats).toMatchObject({ running: 4, completed: 1 });
    clock.pass(3_000);
    await pages.at(-1)?.answer(page([item(5), item(4)], 5, 'c'));
    expect(made.current().stats).toMatchObject({ running: 5, completed: 0 });
    expect(ids()).toEqual(['e5 running', 'e4 running']);
  });

  it('is the server’s in the end, also where changes never cease', async () => {
    const { made } = await connected(page([item(1)]));
    clock.pass(27_000);
    tell(change(1, 'waiting', 4, 'running'));
    expect(made.current().stats).toMatchObject({ total: 1, running: 0, waiting: 1 });
    for (const seq of [5, 6, 7]) {
      clock.pass(3_000);
      tell(change(1, 'waiting', seq, 'waiting'));
      await pages.at(-1)?.answer(page([item(1)]));
    }
    expect(made.current().stats).toMatchObject({ total: 1, running: 1, waiting: 0 });
  });

  it('is compared every half a minute: what was forgotten is no longer shown or counted', async () => {
    const { made, ids } = await connected(page([item(2), item(1)]));
    clock.pass(30_000);
    expect(pages).toHaveLength(2);
    await pages.at(-1)?.answer(page([item(2)]));
    expect(ids()).toEqual(['e2 running']);
    expect(made.current().stats?.total).toBe(1);
  });

  it('is not undone by a list that is a second old', async () => {
    const { made, ids } = await connected(page([item(1)]));
    clock.pass(28_000);
    tell(change(2, 'running', 1));
    clock.pass(1_000);
    await pages.at(-1)?.answer(page([item(1)]));
    expect(ids()).toEqual(['e2 running', 'e1 running']);
    expect(made.current().stats?.total).toBe(2);
  });

  it('is compared when it is seen again, and not while nobody sees it', async () => {
    const { made } = await connected(page([item(1)]));
    visible = false;
    clock.pass(120_000);
    expect(pages).toHaveLength(1);
    visible = true;
    made.check();
    expect(pages).toHaveLength(2);
  });

  it('is compared page by page, one of those beyond the first at a time', async () => {
    const { made, ids } = listing();
    tell({ kind: 'page', page: page([item(6), item(5)], 6, 'a'), reason: 'requested' });
    void made.more();
    await pages.at(-1)?.answer(page([item(4), item(3)], 6, 'b'));
    void made.more();
    await pages.at(-1)?.answer(page([item(2), item(1)], 6));
    for (const [at, cursor, answer] of [
      [31_200, 'a', page([item(3)], 5, 'b')],
      [30_000, 'b', page([item(1, 'completed')], 4)],
    ] as const) {
      clock.pass(at);
      const [first, next] = pages.slice(-2);
      await first?.answer(page([item(6), item(5)], 5, 'a'));
      expect(next?.cursor).toBe(cursor);
      await next?.answer(answer);
    }
    expect(ids()).toEqual(['e6 running', 'e5 running', 'e3 running', 'e1 completed']);
  });
});

describe('a list that cannot be followed', () => {
  it('is asked for every two seconds, until it can be', async () => {
    const { made, ids } = listing();
    tell({
      kind: 'freshness',
      value: { kind: 'refused', problem: { type: 'not-found', title: 'Not found' } },
    });
    expect(made.current().polled).toBe(true);
    for (let round = 1; round <= 3; round++) {
      expect(pages).toHaveLength(round);
      await pages.at(-1)?.answer(page([item(round)], round));
      expect(ids()).toEqual([`e${String(round)} running`]);
      expect(made.current().stats?.total).toBe(round);
      clock.pass(2_000);
    }
    tell({ kind: 'freshness', value: { kind: 'live', seq: 0 } });
    await pages.at(-1)?.answer(page([item(4)]));
    clock.pass(10_000);
    expect(pages).toHaveLength(4);
  });
});

it('a list that nobody looks at any more asks for nothing', () => {
  const { stop } = listing();
  tell({ kind: 'page', page: page([item(1)]), reason: 'requested' });
  stop();
  expect(watched).toEqual([]);
  expect(clock.pending).toBe(0);
});
