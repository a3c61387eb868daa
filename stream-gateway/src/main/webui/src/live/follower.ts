import type { Problem } from '../api/types';
import type { Clock } from './clock';
import type { Dial } from './dial';
import { type ExecutionSnapshot, type WorkflowEvent, seqOf } from './events';
import { type ExecutionState, emptyState, fold, fromSnapshot, isAtEnd } from './fold';
import type { Freshness } from './freshness';
import { Link, type LinkState, type Party, type Request } from './link';
import type { Frame } from './sse';

/** What becomes known of one execution. A snapshot replaces all that was known; an event is the one after the last. */
export type ExecutionNews =
  | { kind: 'snapshot'; state: ExecutionState; reason: string }
  | { kind: 'event'; event: WorkflowEvent; eventId: string }
  | { kind: 'freshness'; value: Freshness };

/** As many as the server tells on one stream. */
export const MOST_EXECUTIONS = 100;
/** For others that are asked for in the same moment. */
const TOGETHER = 20;
/** A hole that shows again so soon is not asked about at once. */
const HOLES_APART = 10_000;

interface Asked extends Request {
  ids: string[];
}

interface Followed {
  state: ExecutionState;
  /** Nothing more comes of it. */
  over: 'ended' | 'gone' | undefined;
  freshness: Freshness;
}

/** Follows up to {@link MOST_EXECUTIONS} executions over one stream, each without a hole and without a repetition. */
export class Follower implements Party<Asked> {
  private readonly followed = new Map<string, Followed>();
  private readonly link: Link<Asked>;
  private linked: LinkState = { kind: 'idle' };
  private cancelOpen: (() => void) | undefined;
  private lastHole = Number.NEGATIVE_INFINITY;

  constructor(
    dial: Dial,
    private readonly clock: Clock,
    private readonly tell: (executionId: string, news: ExecutionNews) => void,
  ) {
    this.link = new Link(dial, clock, this);
  }

  get size(): number {
    return this.followed.size;
  }

  has(executionId: string): boolean {
    return this.followed.has(executionId);
  }

  add(executionId: string): void {
    if (this.followed.has(executionId)) return;
    this.followed.set(executionId, {
      state: emptyState(executionId),
      over: undefined,
      freshness: { kind: 'catching-up' },
    });
    this.cancelOpen ??= this.clock.after(TOGETHER, () => {
      this.cancelOpen = undefined;
      this.link.reopen();
    });
  }

  remove(executionId: string): void {
    if (!this.followed.delete(executionId)) return;
    if (!this.request()) this.stop();
  }

  /** All that is known of it now, for somebody who comes later. */
  known(executionId: string): ExecutionNews[] {
    const one = this.followed.get(executionId);
    if (!one) return [];
    const news: ExecutionNews[] = [{ kind: 'freshness', value: one.freshness }];
    return one.state.seq === 0
      ? news
      : [{ kind: 'snapshot', state: one.state, reason: 'requested' }, ...news];
  }

  wake(): void {
    this.link.wake();
  }

  look(): void {
    this.link.look();
  }

  stop(): void {
    this.cancelOpen?.();
    this.cancelOpen = undefined;
    this.link.close();
  }

  request(): Asked | undefined {
    const ids = [...this.followed].filter(([, one]) => one.over === undefined).map(([id]) => id);
    if (ids.length === 0) return undefined;
    const cursor = ids.map((id) => this.followed.get(id)?.state.lastEventId ?? '').join(',');
    return {
      ids,
      path: `/streams?executions=${ids.join(',')}&from=snapshot&heartbeat=true`,
      cursor: /[0-9]/.test(cursor) ? cursor : undefined,
    };
  }

  frame(frame: Frame, asked: Asked): void {
    const data = JSON.parse(frame.data) as { executionId?: string; lastEventId?: string };
    if (frame.event === 'heartbeat') {
      this.heartbeat(data.lastEventId, asked);
      return;
    }
    const one = data.executionId === undefined ? undefined : this.followed.get(data.executionId);
    if (!one || one.over) return;
    if (frame.event === 'execution.snapshot') this.snapshot(one, data as ExecutionSnapshot);
    else if (frame.event === 'stream.closed') this.gone(one);
    else if ('seq' in data) this.event(one, data as WorkflowEvent, frame, asked);
  }

  nothingMore(asked: Asked): void {
    // Every cursor is at the end of its log: so is what is known of each.
    for (const id of asked.ids) {
      const one = this.followed.get(id);
      if (one && !one.over) this.end(one);
    }
  }

  refused(status: number, problem: Problem, asked: Asked): boolean {
    if (status !== 404) return false;
    for (const id of asked.ids) {
      const one = this.followed.get(id);
      if (one) this.gone(one);
    }
    return problem.type !== 'not-found';
  }

  changed(state: LinkState): void {
    this.linked = state;
    for (const one of this.followed.values()) if (!one.over) this.refresh(one);
  }

  private snapshot(one: Followed, snapshot: ExecutionSnapshot): void {
    one.state = fromSnapshot(snapshot, snapshot.reason === 'rewound' ? undefined : one.state);
    this.tell(one.state.executionId, { kind: 'snapshot', state: one.state, reason: snapshot.reason });
    this.moved(one);
  }

  private event(one: Followed, event: WorkflowEvent, frame: Frame, asked: Asked): void {
    if (event.seq <= one.state.seq) return; // seen
    if (event.seq !== one.state.seq + 1) {
      this.hole(one);
      return;
    }
    const eventId = frame.id?.split(',')[asked.ids.indexOf(event.executionId)] ?? `${event.seq}-0`;
    one.state = fold(one.state, event, eventId);
    this.tell(event.executionId, { kind: 'event', event, eventId });
    this.moved(one);
  }

  /** Where the server has sent an event that did not come, something between lost it. */
  private heartbeat(cursor: string | undefined, asked: Asked): void {
    const sent = cursor?.split(',') ?? [];
    for (const [index, id] of asked.ids.entries()) {
      const one = this.followed.get(id);
      if (one && !one.over && seqOf(sent[index]) > one.state.seq) this.hole(one);
    }
  }

  /** The server promises that there is none; whatever lies between may break its promise. The state is asked for anew. */
  private hole(one: Followed): void {
    one.state = emptyState(one.state.executionId);
    this.become(one, { kind: 'catching-up' });
    const now = this.clock.now();
    const again = now - this.lastHole < HOLES_APART;
    this.lastHole = now;
    if (again) this.link.restart();
    else this.link.renew();
  }

  private gone(one: Followed): void {
    one.over = 'gone';
    this.become(one, { kind: 'gone' });
    if (!this.request()) this.link.close();
  }

  private moved(one: Followed): void {
    if (isAtEnd(one.state)) this.end(one);
    else this.refresh(one);
  }

  private end(one: Followed): void {
    one.over = 'ended';
    this.become(one, { kind: 'ended', seq: one.state.seq });
    if (!this.request()) this.link.close();
  }

  private refresh(one: Followed): void {
    this.become(one, freshness(this.linked, one.state.seq));
  }

  private become(one: Followed, value: Freshness): void {
    const before = one.freshness;
    one.freshness = value;
    // That a live one has moved on is said by the event.
    if (value.kind === before.kind && (value.kind === 'live' || value.kind === 'catching-up')) return;
    this.tell(one.state.executionId, { kind: 'freshness', value });
  }
}

/** What a connection's state means for one whose last event is `seq`; 0 where nothing has come yet. */
function freshness(link: LinkState, seq: number): Freshness {
  switch (link.kind) {
    case 'live':
      return seq === 0 ? { kind: 'catching-up' } : { kind: 'live', seq };
    case 'idle':
    case 'catching-up':
      return { kind: 'catching-up' };
    case 'stale':
    case 'reconnecting':
      return link;
    case 'refused':
      return { kind: 'refused', problem: link.problem };
  }
}
