import type { ExecutionStatus, NodeStatus, Problem } from '../api/types';
import { type ExecutionSnapshot, type NodeState, type WorkflowEvent, endsExecution } from './events';

export type { NodeState };

/** What is known of an execution at one event of its log: the fold of the events up to there. Never changed in place. */
export interface ExecutionState {
  executionId: string;
  /** Of the last event; 0 before the first. */
  seq: number;
  lastEventId?: string;
  workflowId?: string;
  workflowName?: string;
  version?: number;
  status: ExecutionStatus;
  startTime?: number;
  endTime?: number;
  executionTime?: number;
  error?: Problem;
  nodesExecuted: readonly string[];
  nodes: Readonly<Record<string, NodeState>>;
}

export const emptyState = (executionId: string): ExecutionState => ({
  executionId,
  seq: 0,
  status: 'pending',
  nodesExecuted: [],
  nodes: {},
});

/** `before` is an earlier state of the same history: the ways that it knows of are kept, which a snapshot does not tell. */
export function fromSnapshot(snapshot: ExecutionSnapshot, before?: ExecutionState): ExecutionState {
  const { type, timestamp, reason, ...state } = snapshot;
  if (!before) return state;
  const nodes = Object.entries(state.nodes).map(([id, node]): [string, NodeState] => {
    const known = before.nodes[id];
    return [id, known?.taken && known.endTime === node.endTime ? { ...node, taken: known.taken } : node];
  });
  return { ...state, nodes: Object.fromEntries(nodes) };
}

/**
 * The state after one more event ("From events to state", docs/protocol.md); the event has to be the next one.
 *
 * @param eventId the id under which it came, for {@link ExecutionState.lastEventId}
 */
export function fold(state: ExecutionState, event: WorkflowEvent, eventId?: string): ExecutionState {
  const { lastEventId, ...rest } = state;
  const next: ExecutionState = {
    ...rest,
    seq: event.seq,
    ...(eventId === undefined ? {} : { lastEventId: eventId }),
    startTime: state.startTime ?? event.timestamp,
    status: state.status === 'waiting' ? 'running' : state.status,
  };
  switch (event.type) {
    case 'workflow.queued':
    case 'workflow.started':
      return {
        ...next,
        workflowId: event.workflowId,
        workflowName: event.workflowName,
        version: event.version,
        status: event.type === 'workflow.queued' ? 'pending' : 'running',
      };
    case 'workflow.resumed':
      return { ...next, status: 'running' };
    case 'workflow.paused':
      return { ...next, status: 'paused' };
    case 'execution.waiting':
      return { ...next, status: 'waiting' };
    case 'workflow.completed':
    case 'workflow.failed':
    case 'workflow.cancelled':
      return ended(next, event);
    case 'execution.claimed':
    case 'signal.received':
    case 'node.log':
      return next;
    case 'node.started':
    case 'node.waiting':
    case 'node.retrying':
    case 'node.progress':
    case 'node.completed':
    case 'node.failed':
    case 'node.cancelled':
    case 'node.skipped':
      return {
        ...next,
        nodesExecuted:
          event.type === 'node.started' && !state.nodesExecuted.includes(event.nodeId)
            ? [...state.nodesExecuted, event.nodeId]
            : state.nodesExecuted,
        nodes: { ...state.nodes, [event.nodeId]: node(state.nodes[event.nodeId], event) },
      };
  }
  return next; // a type that this page does not know yet
}

/** Whether the fold ends here: nothing follows. */
export const isAtEnd = (state: ExecutionState): boolean => endsExecution(`workflow.${state.status}`);

type End = Extract<WorkflowEvent, { type: 'workflow.completed' | 'workflow.failed' | 'workflow.cancelled' }>;

function ended(state: ExecutionState, event: End): ExecutionState {
  return {
    ...state,
    status: event.type.slice('workflow.'.length) as ExecutionStatus,
    endTime: event.timestamp,
    ...defined({
      executionTime: event.executionTime,
      error: event.type === 'workflow.failed' ? event.error : undefined,
    }),
  };
}

type NodeEvent = Extract<
  WorkflowEvent,
  {
    type: `node.${'started' | 'waiting' | 'retrying' | 'progress' | 'completed' | 'failed' | 'cancelled' | 'skipped'}`;
  }
>;

function node(before: NodeState | undefined, event: NodeEvent): NodeState {
  switch (event.type) {
    case 'node.started':
      return {
        status: 'running',
        startTime: before?.startTime ?? event.timestamp,
        ...defined({ attempt: event.attempt, executor: event.executor }),
      };
    case 'node.waiting':
      return {
        ...going(before, 'waiting'),
        ...defined({ until: event.until, signal: event.signal, childId: event.childId }),
      };
    case 'node.retrying':
      return { ...going(before, 'retrying'), ...defined({ retryAt: event.retryAt, error: event.error }) };
    case 'node.progress': {
      const { progress, ...rest } = before ?? { status: 'running' };
      return { ...rest, ...defined({ progress: event.progress }) };
    }
    case 'node.completed':
    case 'node.failed':
      return {
        ...over(before, event),
        ...defined({
          error: event.type === 'node.failed' ? event.error : undefined,
          reused: event.reused,
          taken: event.nextNodeIds,
        }),
      };
    case 'node.cancelled':
      return over(before, event);
    case 'node.skipped':
      return { status: 'skipped' };
  }
}

/** It has begun and is not over. */
const going = (before: NodeState | undefined, status: NodeStatus): NodeState => ({
  status,
  ...defined({ startTime: before?.startTime, attempt: before?.attempt, executor: before?.executor }),
});

const over = (
  before: NodeState | undefined,
  event: Extract<NodeEvent, { type: 'node.completed' | 'node.failed' | 'node.cancelled' }>,
): NodeState => ({
  status: event.type.slice('node.'.length) as NodeStatus,
  endTime: event.timestamp,
  ...defined({
    startTime: before?.startTime,
    duration: event.duration,
    attempt: event.attempt,
    executor: before?.executor,
    childId: before?.childId,
  }),
});

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the fields that have no value: absent and undefined are not the same in a snapshot. */
const defined = <T extends object>(fields: T): Defined<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
