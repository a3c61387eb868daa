import type { NodeStatus } from '../../api/types';
import type { NodeState, WorkflowEvent } from '../../live/events';
import type { ExecutionState } from '../../live/fold';

/** `run`: an attempt; `wait`: it waits; `delay`: before its next attempt; `queue`, `idle`, `pause`: of the execution alone. */
export type SegmentKind = 'run' | 'wait' | 'delay' | 'queue' | 'idle' | 'pause';

export interface Segment {
  kind: SegmentKind;
  start: number;
  startSeq: number;
  end?: number;
  endSeq?: number;
  /** What came of it; until then it is under way. */
  outcome?: NodeStatus;
  attempt?: number;
  executor?: string;
  /** Another executor took over while it ran. */
  takenOver?: boolean;
}

export interface Row {
  /** `''` is the execution itself. */
  nodeId: string;
  segments: Segment[];
}

export interface Mark {
  kind: 'takeover' | 'signal';
  at: number;
  seq: number;
  text: string;
}

/** A Gantt chart of the whole log; {@link rowAt} shows as much of a row as there was at an event. */
export class Timeline {
  version = 0;
  readonly rows: Row[] = [{ nodeId: '', segments: [] }];
  readonly marks: Mark[] = [];
  private readonly byNode = new Map<string, Row>([['', this.rows[0] as Row]]);

  /** What was there before the first event that is kept: each node at most one piece. */
  begin(base: ExecutionState): void {
    for (const id of base.nodesExecuted) {
      const node = base.nodes[id];
      if (node?.startTime !== undefined) this.row(id).segments.push(whole(node, node.startTime));
    }
    if (base.startTime !== undefined && base.seq > 0) this.open('', 'run', base.startTime, base.seq);
    this.version++;
  }

  add(event: WorkflowEvent): void {
    this.version++;
    const { timestamp: at, seq } = event;
    switch (event.type) {
      case 'workflow.queued':
        this.open('', 'queue', at, seq);
        return;
      case 'workflow.started':
      case 'workflow.resumed':
        this.open('', 'run', at, seq);
        return;
      case 'workflow.paused':
        this.open('', 'pause', at, seq);
        return;
      case 'execution.waiting':
        this.open('', 'idle', at, seq);
        return;
      case 'workflow.completed':
      case 'workflow.failed':
      case 'workflow.cancelled':
        this.close('', at, seq, event.type.slice('workflow.'.length) as NodeStatus);
        return;
      case 'execution.claimed':
        this.marks.push({ kind: 'takeover', at, seq, text: event.executor });
        for (const row of this.rows) {
          const open = row.segments.at(-1);
          if (row.nodeId !== '' && open?.kind === 'run' && open.end === undefined) open.takenOver = true;
        }
        return;
      case 'signal.received':
        this.marks.push({ kind: 'signal', at, seq, text: event.signal ?? event.nodeId ?? '' });
        return;
      case 'node.started':
        this.awake(at, seq);
        // Begun again without a word: its executor died.
        this.close(event.nodeId, at, seq, 'cancelled');
        this.open(event.nodeId, 'run', at, seq, event.attempt, event.executor);
        return;
      case 'node.waiting':
        this.close(event.nodeId, at, seq, 'completed');
        this.open(event.nodeId, 'wait', at, seq, event.attempt);
        return;
      case 'node.retrying':
        this.close(event.nodeId, at, seq, 'failed');
        this.open(event.nodeId, 'delay', at, seq, event.attempt);
        return;
      case 'node.completed':
      case 'node.failed':
      case 'node.cancelled':
        this.awake(at, seq);
        this.close(event.nodeId, at, seq, event.type.slice('node.'.length) as NodeStatus);
        return;
      case 'node.skipped':
      case 'node.progress':
      case 'node.log':
        return;
    }
  }

  /** From the first to the last moment of which something is known. */
  get start(): number | undefined {
    const starts = this.rows.flatMap((row) => row.segments[0]?.start ?? []);
    return starts.length === 0 ? undefined : Math.min(...starts);
  }

  private row(nodeId: string): Row {
    let row = this.byNode.get(nodeId);
    if (!row) {
      row = { nodeId, segments: [] };
      this.byNode.set(nodeId, row);
      this.rows.push(row);
    }
    return row;
  }

  private open(
    nodeId: string,
    kind: SegmentKind,
    start: number,
    startSeq: number,
    attempt?: number,
    executor?: string,
  ): void {
    const { segments } = this.row(nodeId);
    const last = segments.at(-1);
    if (last && last.end === undefined) {
      last.end = start;
      last.endSeq = startSeq;
    }
    segments.push({
      kind,
      start,
      startSeq,
      ...(attempt === undefined ? {} : { attempt }),
      ...(executor === undefined ? {} : { executor }),
    });
  }

  private close(nodeId: string, end: number, endSeq: number, outcome: NodeStatus): void {
    const last = this.byNode.get(nodeId)?.segments.at(-1);
    if (!last || last.end !== undefined) return;
    last.end = end;
    last.endSeq = endSeq;
    last.outcome = outcome;
  }

  /** A node that begins or ends says that the execution does not wait any longer. */
  private awake(at: number, seq: number): void {
    if (this.byNode.get('')?.segments.at(-1)?.kind === 'idle') this.open('', 'run', at, seq);
  }
}

function whole(node: NodeState, start: number): Segment {
  const over = node.endTime !== undefined;
  return {
    kind: 'run',
    start,
    startSeq: 0,
    ...(node.endTime === undefined ? {} : { end: node.endTime, endSeq: 0 }),
    ...(over ? { outcome: node.status } : {}),
    ...(node.attempt === undefined ? {} : { attempt: node.attempt }),
    ...(node.executor === undefined ? {} : { executor: node.executor }),
  };
}

/** What there was of a row after the event `seq`: later pieces are left out, and one that ended later is open. */
export function rowAt(segments: readonly Segment[], seq: number | undefined): readonly Segment[] {
  if (seq === undefined) return segments;
  return segments
    .filter((segment) => segment.startSeq <= seq)
    .map((segment) => {
      if (segment.endSeq === undefined || segment.endSeq <= seq) return segment;
      const { end, endSeq, outcome, ...open } = segment;
      return open;
    });
}

/** The step of an axis this long, so that it has some `ticks` lines at round times. */
export function niceStep(length: number, ticks = 6): number {
  const rough = Math.max(1, length / ticks);
  return STEPS.find((step) => step >= rough) ?? Math.ceil(rough / DAY) * DAY;
}

const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];
const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 5, 7, 14, 30].map((n) => n * DAY),
];
