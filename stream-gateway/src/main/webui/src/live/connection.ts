import type { ExecutionNews } from './follower';
import { type ExecutionState, emptyState, fold } from './fold';
import type { Freshness } from './freshness';
import { openLine } from './line';
import type { ListNews } from './listFollower';
import { ALIVE_EVERY, type Line, NO_PULSE, type OpenLine, type ToTab } from './tabs';

export type { ExecutionNews } from './follower';

export type ExecutionListener = (news: ExecutionNews) => void;

/**
 * Watches an execution: the listener first gets what is known already, then each event once and in order, a snapshot wherever
 * that cannot be kept, and how fresh it all is. One connection serves all tabs of the browser. Returns what ends it.
 */
export function watchExecution(executionId: string, listener: ExecutionListener): () => void {
  return thisPage().watch(executionId, listener);
}

/** Follows the list of one workflow's executions, or (empty) of all. Returns what ends it. */
export function watchList(workflowId: string, listener: (news: ListNews) => void): () => void {
  return thisPage().watchList(workflowId, listener);
}

let page: Page | undefined;

function thisPage(): Page {
  if (page) return page;
  const here = (page = new Page(openLine));
  const wake = () => {
    if (document.visibilityState === 'visible') here.wake();
  };
  document.addEventListener('visibilitychange', wake);
  window.addEventListener('online', wake);
  window.addEventListener('pageshow', wake);
  setInterval(() => {
    here.look();
  }, 1_000);
  return here;
}

interface Watched {
  listeners: Set<ExecutionListener>;
  state: ExecutionState | undefined;
  freshness: Freshness;
}

/** What this tab watches, over a line to whoever holds the connections. */
export class Page {
  private readonly watched = new Map<string, Watched>();
  private readonly lists = new Map<string, Set<(news: ListNews) => void>>();
  private line: Line | undefined;
  /** When anything was last heard on the line. */
  private heard = 0;
  /** When this tab last showed that it lives. */
  private shown = 0;

  constructor(
    private readonly open: OpenLine,
    private readonly now: () => number = Date.now,
  ) {}

  watch(executionId: string, listener: ExecutionListener): () => void {
    const mine: ExecutionListener = (news) => {
      listener(news);
    };
    let one = this.watched.get(executionId);
    if (one) {
      one.listeners.add(mine);
      if (one.state) mine({ kind: 'snapshot', state: one.state, reason: 'requested' });
      mine({ kind: 'freshness', value: one.freshness });
    } else {
      one = { listeners: new Set([mine]), state: undefined, freshness: { kind: 'catching-up' } };
      this.watched.set(executionId, one);
      this.connected().post({ kind: 'watch', executionId });
    }
    const { listeners } = one;
    return () => {
      if (!listeners.delete(mine) || listeners.size > 0) return;
      this.watched.delete(executionId);
      this.line?.post({ kind: 'unwatch', executionId });
    };
  }

  watchList(workflowId: string, listener: (news: ListNews) => void): () => void {
    const mine = (news: ListNews) => {
      listener(news);
    };
    const listeners = this.lists.get(workflowId) ?? new Set();
    this.lists.set(workflowId, listeners.add(mine));
    this.connected().post({ kind: 'watch-list', workflowId });
    return () => {
      if (!listeners.delete(mine) || listeners.size > 0) return;
      this.lists.delete(workflowId);
      this.line?.post({ kind: 'unwatch-list', workflowId });
    };
  }

  /** The tab is seen again, or the network is back: connections may have broken, or may be made. */
  wake(): void {
    this.line?.post({ kind: 'wake' });
  }

  /** To be called every second: whoever holds the connections may have died without a word. */
  look(): void {
    if (!this.line || this.watched.size + this.lists.size === 0) return;
    const now = this.now();
    if (now - this.shown >= ALIVE_EVERY) {
      this.shown = now;
      this.line.post({ kind: 'alive' });
    }
    if (now - this.heard < NO_PULSE) return;
    const since = this.heard;
    for (const one of this.watched.values()) {
      if (one.freshness.kind === 'live' || one.freshness.kind === 'catching-up')
        tell(one, { kind: 'freshness', value: { kind: 'stale', since } });
    }
    for (const listeners of this.lists.values())
      for (const listener of listeners) listener({ kind: 'freshness', value: { kind: 'stale', since } });
    this.reconnect();
  }

  private connected(): Line {
    if (this.line) return this.line;
    this.heard = this.now();
    return (this.line = this.open(
      (message) => {
        this.hear(message);
      },
      () => {
        this.reconnect();
      },
    ));
  }

  /** A new line knows nothing of what this tab watches. */
  private reconnect(): void {
    this.line?.close();
    this.line = undefined;
    for (const executionId of this.watched.keys()) this.connected().post({ kind: 'watch', executionId });
    for (const workflowId of this.lists.keys()) this.connected().post({ kind: 'watch-list', workflowId });
  }

  private hear(message: ToTab): void {
    this.heard = this.now();
    if (message.kind === 'pulse') return;
    if (message.kind === 'list') {
      for (const listener of this.lists.get(message.workflowId) ?? []) listener(message.news);
      return;
    }
    const one = this.watched.get(message.executionId);
    if (one) tell(one, message.news);
  }
}

function tell(one: Watched, news: ExecutionNews): void {
  // A line that was opened anew says again what is known.
  if (news.kind === 'event' && news.event.seq !== (one.state?.seq ?? 0) + 1) return;
  if (news.kind === 'snapshot') one.state = news.state;
  if (news.kind === 'event')
    one.state = fold(one.state ?? emptyState(news.event.executionId), news.event, news.eventId);
  if (news.kind === 'freshness') one.freshness = news.value;
  for (const listener of one.listeners) listener(news);
  if (news.kind === 'event' && one.freshness.kind === 'live')
    tell(one, { kind: 'freshness', value: { kind: 'live', seq: news.event.seq } });
}
