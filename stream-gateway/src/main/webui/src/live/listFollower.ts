import type { ExecutionPage } from '../api/types';
import type { Clock } from './clock';
import type { Dial } from './dial';
import type { ExecutionChange } from './events';
import type { Freshness } from './freshness';
import { Link, type LinkState, type Party, type Request } from './link';
import type { Frame } from './sse';

/** What becomes known of a list: its first page, which replaces what was known, and what changes. */
export type ListNews =
  | { kind: 'page'; page: ExecutionPage; reason: string }
  | { kind: 'change'; change: ExecutionChange }
  | { kind: 'freshness'; value: Freshness };

/** The first page of a list that is followed. */
export const PAGE = 100;

/** Follows the list of all executions, or of one workflow's, over the feed. */
export class ListFollower implements Party<Request> {
  private readonly link: Link<Request>;
  private cursor: string | undefined;
  private freshness: Freshness = { kind: 'catching-up' };

  /** @param workflowId all of them where it is empty */
  constructor(
    dial: Dial,
    clock: Clock,
    private readonly workflowId: string,
    private readonly tell: (news: ListNews) => void,
  ) {
    this.link = new Link(dial, clock, this);
    this.link.reopen();
  }

  /** For somebody who comes later: everybody gets the list anew. */
  again(): void {
    this.cursor = undefined;
    this.tell({ kind: 'freshness', value: this.freshness });
    this.link.reopen();
  }

  wake(): void {
    this.link.wake();
  }

  look(): void {
    this.link.look();
  }

  stop(): void {
    this.stopped = true;
    this.link.close();
  }

  private stopped = false;

  request(): Request | undefined {
    if (this.stopped) return undefined;
    const workflow = this.workflowId === '' ? '' : `&workflowId=${encodeURIComponent(this.workflowId)}`;
    return { path: `/executions/stream?limit=${PAGE}&heartbeat=true${workflow}`, cursor: this.cursor };
  }

  frame(frame: Frame): void {
    if (frame.event === 'list.snapshot') {
      const { reason, ...page } = JSON.parse(frame.data) as ExecutionPage & { reason: string };
      this.tell({ kind: 'page', page, reason });
    } else if (frame.event === 'execution.changed') {
      this.tell({ kind: 'change', change: JSON.parse(frame.data) as ExecutionChange });
    }
    if (frame.id !== undefined) this.cursor = frame.id;
  }

  nothingMore(): void {
    // A feed does not end; whoever says so is asked again.
  }

  refused(): boolean {
    return false;
  }

  changed(state: LinkState): void {
    this.freshness =
      state.kind === 'live'
        ? { kind: 'live', seq: 0 }
        : state.kind === 'idle'
          ? { kind: 'catching-up' }
          : state.kind === 'refused'
            ? { kind: 'refused', problem: state.problem }
            : state;
    if (!this.stopped) this.tell({ kind: 'freshness', value: this.freshness });
  }
}
