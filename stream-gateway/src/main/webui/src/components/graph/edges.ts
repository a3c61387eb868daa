import type { NodeStatus, Problem, Progress } from '../../api/types';
import type { Graph, GraphEdge } from './model';

/** How far a node is, as its picture needs it; the states that live/fold makes have these fields and more. */
export interface NodeView {
  status: NodeStatus;
  startTime?: number;
  endTime?: number;
  duration?: number;
  attempt?: number;
  until?: number;
  retryAt?: number;
  error?: Problem;
  signal?: string;
  childId?: string;
  reused?: boolean;
  progress?: Progress;
  /** Where it went on when it ended; unknown where only a snapshot tells of its end. */
  taken?: readonly string[];
}

/**
 * `open`: not decided yet; `taken`, `untaken`; `active`: taken, and its target runs; `unknown`: decided, but nothing tells
 * how.
 */
export type EdgeState = 'open' | 'taken' | 'untaken' | 'active' | 'unknown';

export type Nodes = Readonly<Record<string, NodeView | undefined>>;

export function edgeState(edge: GraphEdge, graph: Graph, nodes: Nodes): EdgeState {
  const way = wayOf(edge, graph, nodes);
  return way === 'taken' && nodes[edge.to]?.status === 'running' ? 'active' : way;
}

function wayOf(edge: GraphEdge, graph: Graph, nodes: Nodes): EdgeState {
  const source = nodes[edge.from];
  switch (source?.status) {
    case 'skipped':
    case 'cancelled':
      return 'untaken';
    case 'failed':
      return catches(edge, graph, source) && (source.taken?.includes(edge.to) ?? true) ? 'taken' : 'untaken';
    case 'completed':
      if (edge.kind === 'error' || edge.kind === 'timeout') return 'untaken';
      if (source.taken) return source.taken.includes(edge.to) ? 'taken' : 'untaken';
      return guessed(edge, graph, nodes);
    case 'pending':
    case 'running':
    case 'waiting':
    case 'retrying':
    case undefined:
      return 'open';
  }
}

/** `catch: error` also takes timeouts, unless there is an edge of their own for them. */
function catches(edge: GraphEdge, graph: Graph, source: NodeView): boolean {
  const timedOut = source.error?.type === 'timeout';
  if (edge.kind === 'timeout') return timedOut;
  if (edge.kind !== 'error') return false;
  return !timedOut || !(graph.outgoing.get(edge.from) ?? []).some((other) => other.kind === 'timeout');
}

/** A snapshot has no edges. What became of the nodes says it in most cases. */
function guessed(edge: GraphEdge, graph: Graph, nodes: Nodes): EdgeState {
  const target = nodes[edge.to]?.status ?? 'pending';
  if (target === 'skipped') return 'untaken';
  const chooses = graph.byId.get(edge.from)?.type === 'switch';
  if (edge.kind === 'always' && !chooses) return 'taken';
  const only = (graph.incoming.get(edge.to) ?? []).length === 1;
  if (only && target !== 'pending') return 'taken';
  return 'unknown';
}
