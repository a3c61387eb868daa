/** What the gateway answers, as docs/protocol.md has it. Fields that do not apply are absent; unknown ones are ignored. */

export const EXECUTION_STATUSES = [
  'pending',
  'running',
  'waiting',
  'paused',
  'completed',
  'failed',
  'cancelled',
] as const;
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];

export const NODE_STATUSES = [
  'pending',
  'running',
  'waiting',
  'retrying',
  'completed',
  'failed',
  'skipped',
  'cancelled',
] as const;
export type NodeStatus = (typeof NODE_STATUSES)[number];

export type Status = ExecutionStatus | NodeStatus;

export const isFinished = (status: Status): boolean =>
  status === 'completed' || status === 'failed' || status === 'cancelled';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** RFC 9457. */
export interface Problem {
  type: string;
  title: string;
  status?: number;
  detail?: string;
  instance?: string;
  errors?: ProblemError[];
  /** Of `trimmed`: the event with which the log begins by now. */
  firstEventId?: string;
}

/** One of several things that are wrong; where it has a place, the line and column of the text that was sent, from 1. */
export interface ProblemError {
  detail: string;
  pointer?: string;
  line?: number;
  column?: number;
  parameter?: string;
}

export interface Progress {
  done: number;
  total?: number;
  failed?: number;
}

export interface ExecutionItem {
  executionId: string;
  workflowId: string;
  workflowName: string;
  version: number;
  status: ExecutionStatus;
  startTime: string;
  endTime?: string;
  executionTime?: number;
  nodesExecuted: string[];
  nodeDetails: Record<string, { status: NodeStatus; duration?: number }>;
  parent?: { executionId: string; nodeId: string; item?: number };
  trigger?: string;
  retryOf?: string;
  retriedBy?: string;
  rerunOf?: string;
  rerunBy?: string[];
}

export interface Stats {
  total: number;
  pending: number;
  running: number;
  waiting: number;
  paused: number;
  completed: number;
  failed: number;
  cancelled: number;
}

export interface ExecutionPage {
  executions: ExecutionItem[];
  stats: Stats;
  nextCursor?: string;
}

export interface Firing {
  at: string;
  outcome: 'started' | 'skipped' | 'missed' | 'failed';
  executionId?: string;
  detail?: string;
}

export interface Trigger {
  type: 'schedule' | 'webhook';
  nextAt?: string;
  last?: Firing;
}

export interface DefinitionSummary {
  id: string;
  name: string;
  description?: string;
  version: number;
  source: string;
  updatedAt: string;
  triggers?: Trigger[];
}
