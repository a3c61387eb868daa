import { ProblemError, UnreachableError, post } from '../../api/client';
import { executionPath } from '../../api/execution';
import { type ExecutionStatus, type Json, isFinished } from '../../api/types';
import { randomKey } from '../../lib/key';
import type { ExecutionState } from '../../live/fold';

export type Command = 'pause' | 'resume' | 'cancel' | 'retry' | 'rerun';

/** What can be asked of an execution in this state. */
export function commandsOf(status: ExecutionStatus): Command[] {
  switch (status) {
    case 'pending':
    case 'running':
    case 'waiting':
      return ['pause', 'cancel'];
    case 'paused':
      return ['resume', 'cancel'];
    case 'failed':
    case 'cancelled':
      return ['retry', 'rerun'];
    case 'completed':
      return ['rerun'];
  }
}

/** What the server says that it will do, until the events say that it is done. */
export const isDone = (asked: Command, status: ExecutionStatus): boolean =>
  isFinished(status) ||
  (asked === 'pause' && status === 'paused') ||
  (asked === 'resume' && status !== 'paused') ||
  asked === 'retry' ||
  asked === 'rerun';

export interface Accepted {
  executionId: string;
  status: string;
}

export const command = (executionId: string, asked: Command): Promise<Accepted> =>
  post<Accepted>(`${executionPath(executionId)}/${asked}`, undefined, {
    'Idempotency-Key': randomKey(),
  });

export const sendSignal = (
  executionId: string,
  name: string,
  payload: Json | undefined,
  key: string,
): Promise<unknown> =>
  post(`${executionPath(executionId)}/signals/${encodeURIComponent(name)}`, payload, {
    'Idempotency-Key': key,
  });

/** Names of the signals that nodes wait for. */
export const signalsOf = (state: ExecutionState): { nodeId: string; name: string }[] =>
  Object.entries(state.nodes).flatMap(([nodeId, node]) =>
    node.status === 'waiting' && node.signal !== undefined ? [{ nodeId, name: node.signal }] : [],
  );

/** What went wrong, in the server's words; undefined where no answer came. */
export function problemText(failure: unknown): string | undefined {
  if (failure instanceof UnreachableError) return undefined;
  if (failure instanceof ProblemError) {
    const { title, detail, errors } = failure.problem;
    const more = (errors ?? []).map((each) => `${each.pointer ? `${each.pointer}: ` : ''}${each.detail}`);
    return [detail ?? title, ...more].join('\n');
  }
  return failure instanceof Error ? failure.message : String(failure);
}
