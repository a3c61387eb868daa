import type { ExecutionStatus, NodeStatus, Problem, Progress } from '../api/types';

/** The events of a log and the frames of a stream, as docs/protocol.md has them. Times are epoch milliseconds. */
interface Base {
  executionId: string;
  seq: number;
  timestamp: number;
}

interface OfNode extends Base {
  nodeId: string;
}

interface OfWorkflow extends Base {
  workflowId: string;
  workflowName: string;
  version: number;
  parentId?: string;
  retryOf?: string;
  rerunOf?: string;
}

interface Ways {
  nextNodeId?: string;
  nextNodeIds?: string[];
}

export type WorkflowEvent =
  | ({ type: 'workflow.queued' } & OfWorkflow)
  | ({ type: 'workflow.started'; executor?: string; fence?: number } & OfWorkflow)
  | ({ type: 'node.started'; attempt: number; executor?: string } & OfNode)
  | ({ type: 'node.completed'; duration?: number; attempt?: number; reused?: boolean } & OfNode & Ways)
  | ({
      type: 'node.failed';
      duration?: number;
      attempt?: number;
      reused?: boolean;
      error?: Problem;
    } & OfNode &
      Ways)
  | ({ type: 'node.retrying'; attempt: number; retryAt?: number; error?: Problem } & OfNode)
  | ({ type: 'node.waiting'; attempt?: number; until?: number; signal?: string; childId?: string } & OfNode)
  | ({ type: 'node.skipped' } & OfNode)
  | ({ type: 'node.cancelled'; duration?: number; attempt?: number; reason?: string } & OfNode)
  | ({ type: 'node.progress'; attempt?: number; progress?: Progress; message?: string } & OfNode)
  | ({ type: 'node.log'; attempt?: number; message?: string } & OfNode)
  | ({ type: 'signal.received'; signal?: string; nodeId?: string } & Base)
  | ({ type: 'execution.claimed'; executor: string; fence?: number } & Base)
  | ({ type: 'execution.waiting'; until?: number } & Base)
  | ({ type: 'workflow.paused' | 'workflow.resumed' } & Base)
  | ({ type: 'workflow.completed' | 'workflow.cancelled'; executionTime?: number } & Base)
  | ({ type: 'workflow.failed'; executionTime?: number; error?: Problem } & Base);

export type EventType = WorkflowEvent['type'];

/** A node as events tell it: `taken` are the nodes to which its end led; a server's snapshot does not say that. */
export interface NodeState {
  status: NodeStatus;
  startTime?: number;
  endTime?: number;
  duration?: number;
  attempt?: number;
  until?: number;
  retryAt?: number;
  error?: Problem;
  executor?: string;
  signal?: string;
  childId?: string;
  reused?: boolean;
  progress?: Progress;
  taken?: string[];
}

export type SnapshotReason = 'requested' | 'trimmed' | 'ahead' | 'foreign' | 'unreadable' | 'rewound';

export interface ExecutionSnapshot {
  type: 'execution.snapshot';
  executionId: string;
  seq: number;
  lastEventId: string;
  timestamp: number;
  reason: SnapshotReason;
  workflowId: string;
  workflowName: string;
  version: number;
  status: ExecutionStatus;
  startTime: number;
  endTime?: number;
  executionTime?: number;
  error?: Problem;
  nodesExecuted: string[];
  nodes: Record<string, NodeState>;
}

/** A change in a list of executions, by the feed. */
export interface ExecutionChange {
  type: 'execution.changed';
  executionId: string;
  workflowId: string;
  workflowName: string;
  version: number;
  status: ExecutionStatus;
  previous?: ExecutionStatus;
  startTime: number;
  endTime?: number;
  executionTime?: number;
  lastEventId: string;
  timestamp: number;
}

/** The number before the dash of an event id; 0 where there is none. */
export const seqOf = (eventId: string | undefined): number => {
  const seq = Number.parseInt(eventId ?? '', 10);
  return Number.isNaN(seq) ? 0 : seq;
};

export const endsExecution = (type: string): boolean =>
  type === 'workflow.completed' || type === 'workflow.failed' || type === 'workflow.cancelled';
