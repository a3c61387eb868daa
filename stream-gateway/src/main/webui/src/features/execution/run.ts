import { getLog } from '../../api/execution';
import { ProblemError } from '../../api/client';
import { watchExecution } from '../../live/connection';
import { seqOf } from '../../live/events';
import type { ExecutionNews } from '../../live/follower';
import { type Freshness, isBehind, knownUntil } from '../../live/freshness';
import { RunLog } from './runLog';

const AGAIN = 2_000;
/** Less than this is the way here, not a clock that is wrong. */
const NEAR_ENOUGH = 250;

/**
 * One execution as this page knows it: followed live, its log read page by page behind that. Those who listen are told at most once
 * a frame, however much comes.
 */
export class Run {
  readonly log: RunLog;
  freshness: Freshness = { kind: 'catching-up' };
  /** How many milliseconds the server's clock is ahead of this machine's. */
  ahead = 0;

  private version = 0;
  private skew = Number.NEGATIVE_INFINITY;
  private told = false;
  private reading = false;
  private stopped: AbortController | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(
    readonly executionId: string,
    private readonly watch: typeof watchExecution = watchExecution,
    private readonly read: typeof getLog = getLog,
  ) {
    this.log = new RunLog(executionId);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (): number => this.version;

  start(): () => void {
    const stop = new AbortController();
    this.stopped = stop;
    const unwatch = this.watch(this.executionId, (news) => {
      this.hear(news);
    });
    return () => {
      stop.abort();
      unwatch();
    };
  }

  /** The last moment of which something is known, by the server's clock; undefined while all is known. */
  get frozenAt(): number | undefined {
    return isBehind(this.freshness) ? (knownUntil(this.freshness) ?? Date.now()) + this.ahead : undefined;
  }

  private hear(news: ExecutionNews): void {
    switch (news.kind) {
      case 'snapshot':
        this.log.snapshot(news.state);
        break;
      case 'event':
        this.log.event(news.event, news.eventId);
        if (this.freshness.kind === 'live') this.compareClocks(news.event.timestamp);
        break;
      case 'freshness':
        this.freshness = news.value;
        break;
    }
    if (!this.log.isComplete && this.log.live.seq > 0) void this.catchUp();
    this.tell();
  }

  /** The event that was quickest on its way is the best measure. */
  private compareClocks(timestamp: number): void {
    this.skew = Math.max(this.skew, timestamp - Date.now());
    this.ahead = Math.abs(this.skew) < NEAR_ENOUGH ? 0 : this.skew;
  }

  private async catchUp(): Promise<void> {
    const stop = this.stopped;
    if (this.reading || !stop) return;
    this.reading = true;
    try {
      while (!this.log.isComplete && !stop.signal.aborted) {
        if (!(await this.readPage(stop.signal))) await pause(AGAIN, stop.signal);
      }
      if (this.log.isComplete) this.log.settle();
    } finally {
      this.reading = false;
    }
    if (this.stopped !== stop && !this.log.isComplete) void this.catchUp();
    this.tell();
  }

  /** Whether it is worth going on at once. */
  private async readPage(signal: AbortSignal): Promise<boolean> {
    const { generation } = this.log;
    const after = this.log.lastId ?? this.start0;
    try {
      const page = await this.read(this.executionId, after, signal);
      if (this.log.generation !== generation) return true;
      this.log.page(page.events.map(({ id, data }) => ({ id, event: data })));
      this.tell();
      return page.events.length > 0;
    } catch (failure) {
      return this.begins(failure);
    }
  }

  /** The event with which a trimmed log begins: the problem names it, and what follows it can be had. */
  private start0: string | undefined;

  private begins(failure: unknown): boolean {
    if (!(failure instanceof ProblemError) || failure.status !== 410) return false;
    const first = failure.problem.firstEventId;
    if (first === undefined || first === this.start0) return false;
    this.start0 = first;
    this.log.beginAt(seqOf(first));
    return true;
  }

  private tell(): void {
    if (this.told) return;
    this.told = true;
    const now = () => {
      this.told = false;
      this.version++;
      this.listeners.forEach((listener) => {
        listener();
      });
    };
    if (document.visibilityState === 'visible') requestAnimationFrame(now);
    else setTimeout(now, 200);
  }
}

const pause = (millis: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
