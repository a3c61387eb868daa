import type { NodeState } from '../../live/events';
import { type ExecutionState, emptyState } from '../../live/fold';
import type { Entry } from './runLog';

/**
 * With what a log that was trimmed must have begun, as far as what is left of it and the newest state tell: a node that no kept event
 * names stood then as it stands now; one that begins within them was pending; any other was under way.
 */
export function baseOf(newest: ExecutionState, entries: readonly Entry[]): ExecutionState {
  const first = entries[0];
  if (!first) return newest;
  const nodes = new Map<string, NodeState>(Object.entries(newest.nodes));
  const seen = new Set<string>();
  for (const { event } of entries) {
    if (!('nodeId' in event) || event.nodeId === undefined || seen.has(event.nodeId)) continue;
    seen.add(event.nodeId);
    const now = newest.nodes[event.nodeId];
    const begins =
      event.type === 'node.skipped' ||
      (event.type === 'node.started' && event.attempt === 1) ||
      ('reused' in event && event.reused === true);
    if (begins || now?.startTime === undefined || now.startTime >= event.timestamp) {
      nodes.delete(event.nodeId);
    } else {
      nodes.set(event.nodeId, {
        status: event.type === 'node.started' ? 'retrying' : 'running',
        startTime: now.startTime,
        ...(now.executor === undefined ? {} : { executor: now.executor }),
      });
    }
  }
  const { workflowId, workflowName, version, startTime } = newest;
  return {
    ...emptyState(newest.executionId),
    ...(workflowId === undefined ? {} : { workflowId }),
    ...(workflowName === undefined ? {} : { workflowName }),
    ...(version === undefined ? {} : { version }),
    ...(startTime === undefined ? {} : { startTime }),
    status: 'running',
    seq: first.event.seq - 1,
    nodes: Object.fromEntries(nodes),
    nodesExecuted: newest.nodesExecuted.filter((id) => nodes.has(id)),
  };
}
