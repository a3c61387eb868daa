import type { WorkflowEvent } from '../live/events';
import { get } from './client';
import type { ExecutionItem, ExecutionStatus, Json, NodeStatus, Problem, Progress } from './types';

/** `GET /executions/{id}`: all of it holds at `lastEventId`. */
export interface ExecutionDetail extends Omit<ExecutionItem, 'nodeDetails'> {
  input?: Json;
  output?: Json;
  error?: Problem;
  traceId?: string;
  lastEventId: string;
  nodeDetails: Record<string, NodeDetail>;
  definition?: { [key: string]: Json };
}

export interface NodeDetail {
  nodeId: string;
  name?: string;
  type: string;
  status: NodeStatus;
  startTime?: string;
  endTime?: string;
  duration?: number;
  attempt?: number;
  until?: string;
  retryAt?: string;
  output?: Json;
  error?: Problem;
  executor?: string;
  signal?: string;
  childId?: string;
  reused?: boolean;
  progress?: Progress;
}

export interface LogPage {
  executionId: string;
  status: ExecutionStatus;
  events: { id: string; data: WorkflowEvent }[];
  lastEventId?: string;
  complete: boolean;
}

export interface Session {
  authentication: boolean;
  subject: string;
  owner: string;
  permissions: string[];
  expiresAt?: string;
}

export const PAGE_OF_LOG = 1_000;

export const executionPath = (id: string): string => `/executions/${encodeURIComponent(id)}`;

export const getLog = (id: string, after: string | undefined, signal?: AbortSignal): Promise<LogPage> =>
  get<LogPage>(
    `${executionPath(id)}/events?limit=${PAGE_OF_LOG}${after === undefined ? '' : `&after=${encodeURIComponent(after)}`}`,
    signal,
  );
