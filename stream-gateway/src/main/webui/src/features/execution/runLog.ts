import type { WorkflowEvent } from '../../live/events';
import { type ExecutionState, emptyState, fold } from '../../live/fold';
import { baseOf } from './base';
import { Timeline } from './timeline';

export interface Entry {
  id: string;
  event: WorkflowEvent;
}

/** Between two of these the state at an event is folded anew: a jump costs at most so many steps. */
const KEYFRAMES_APART = 128;

/**
 * The log of one execution in this page, and the state at each of its events. Events come from two sides, the pages of the log and
 * the live stream, overlapping; what is here is dense. Changed in place: `version` grows with each change.
 */
export class RunLog {
  version = 0;
  /** Grows when entries were dropped: another history took their place. */
  generation = 0;
  /** The log does not keep its beginning. */
  trimmed = false;
  timeline = new Timeline();

  /** By the stream; it may be ahead of the entries while they are being read. */
  private newest: ExecutionState;
  private base: ExecutionState;
  private head: ExecutionState;
  private kept: Entry[] = [];
  private keyframes: ExecutionState[] = [];
  private readonly ahead = new Map<number, Entry>();

  constructor(private readonly executionId: string) {
    this.newest = this.base = this.head = emptyState(executionId);
  }

  get entries(): readonly Entry[] {
    return this.kept;
  }

  /** The newest state. Where all events are here it is their fold, which knows more than a snapshot: the edges that were taken. */
  get live(): ExecutionState {
    return this.head.seq >= this.newest.seq && (!this.trimmed || this.settled) ? this.head : this.newest;
  }

  /** The first position that can be shown: before the first event that is kept. */
  get firstSeq(): number {
    return this.base.seq;
  }

  get lastSeq(): number {
    return this.base.seq + this.kept.length;
  }

  get lastId(): string | undefined {
    return this.kept.at(-1)?.id;
  }

  /** Whether everything up to the newest state is here. */
  get isComplete(): boolean {
    return this.newest.seq > 0 && this.lastSeq >= this.newest.seq;
  }

  /** A snapshot of the stream. Where it tells another story than the entries they are dropped, to be read anew. */
  snapshot(state: ExecutionState): void {
    const same = this.kept[state.seq - this.base.seq - 1]?.id === state.lastEventId;
    if (this.kept.length > 0 && !same && state.seq <= this.lastSeq) this.clear();
    if (state.seq > this.lastSeq) this.ahead.clear();
    this.newest = state;
    this.version++;
  }

  event(event: WorkflowEvent, id: string): void {
    if (event.seq === this.newest.seq + 1) this.newest = fold(this.newest, event, id);
    this.append({ id, event });
    this.version++;
  }

  page(entries: readonly Entry[]): void {
    for (const entry of entries) this.append(entry);
    this.version++;
  }

  /** What stood before these is not kept any more. With what it began is worked out when all is here. */
  beginAt(seq: number): void {
    const ahead = [...this.ahead.values()];
    this.clear();
    for (const entry of ahead) this.ahead.set(entry.event.seq, entry);
    this.trimmed = true;
    this.base = this.head = { ...emptyState(this.executionId), seq };
    this.version++;
  }

  /** To be called when all is here: now a trimmed log's beginning is known, as far as it can be. */
  settle(): void {
    if (!this.trimmed || this.settled) return;
    const entries = this.kept;
    this.base = this.head = baseOf(this.newest, entries);
    this.kept = [];
    this.keyframes = [];
    this.timeline = new Timeline();
    this.timeline.begin(this.base);
    this.settled = true;
    this.page(entries);
  }

  /** The state after the event with this seq; the nearest there is. */
  stateAt(seq: number): ExecutionState {
    if (seq >= this.lastSeq) return this.head;
    const wanted = Math.max(seq, this.base.seq) - this.base.seq;
    let state = this.keyframes[Math.floor(wanted / KEYFRAMES_APART) - 1] ?? this.base;
    for (let i = state.seq - this.base.seq; i < wanted; i++) {
      const entry = this.kept[i];
      if (entry) state = fold(state, entry.event, entry.id);
    }
    return state;
  }

  /** When the event with this seq was; before the first, when it all began. */
  timeAt(seq: number): number | undefined {
    return (this.kept[seq - this.base.seq - 1] ?? this.kept[0])?.event.timestamp ?? this.newest.startTime;
  }

  private settled = false;

  private append(entry: Entry): void {
    const seq = entry.event.seq;
    if (seq <= this.lastSeq) return;
    if (seq > this.lastSeq + 1) {
      this.ahead.set(seq, entry);
      return;
    }
    this.keep(entry);
    for (let next = this.ahead.get(seq + 1); next; next = this.ahead.get(next.event.seq + 1)) {
      this.ahead.delete(next.event.seq);
      this.keep(next);
    }
  }

  private keep(entry: Entry): void {
    this.kept.push(entry);
    this.head = fold(this.head, entry.event, entry.id);
    this.timeline.add(entry.event);
    if (this.kept.length % KEYFRAMES_APART === 0) this.keyframes.push(this.head);
  }

  private clear(): void {
    this.base = this.head = emptyState(this.executionId);
    this.kept = [];
    this.keyframes = [];
    this.timeline = new Timeline();
    this.ahead.clear();
    this.trimmed = false;
    this.settled = false;
    this.generation++;
  }
}
