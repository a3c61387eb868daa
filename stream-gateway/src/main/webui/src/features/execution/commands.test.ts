import { describe, expect, it } from 'vitest';
import { ProblemError, UnreachableError } from '../../api/client';
import { EXECUTION_STATUSES } from '../../api/types';
import { emptyState } from '../../live/fold';
import { commandsOf, isDone, problemText, signalsOf } from './commands';

describe('commands', () => {
  it('fit the state', () => {
    expect(EXECUTION_STATUSES.map((status) => commandsOf(status).join())).toEqual([
      'pause,cancel',
      'pause,cancel',
      'pause,cancel',
      'resume,cancel',
      'rerun',
      'retry,rerun',
      'retry,rerun',
    ]);
  });

  it('are done when the events say so', () => {
    expect(isDone('pause', 'running')).toBe(false);
    expect(isDone('pause', 'paused')).toBe(true);
    expect(isDone('pause', 'completed')).toBe(true);
    expect(isDone('resume', 'paused')).toBe(false);
    expect(isDone('cancel', 'running')).toBe(false);
  });

  it('name the signals that are waited for', () => {
    const nodes = {
      a: { status: 'waiting', signal: 'go' },
      b: { status: 'completed', signal: 'x' },
    } as const;
    expect(signalsOf({ ...emptyState('e'), nodes })).toEqual([{ nodeId: 'a', name: 'go' }]);
  });

  it('say what went wrong in the server’s words', () => {
    const problem = {
      type: 'invalid-signal',
      title: 'Invalid',
      detail: 'No.',
      errors: [{ detail: 'is missing', pointer: '/by' }],
    };
    expect(problemText(new ProblemError(422, problem))).toBe('No.\n/by: is missing');
    expect(problemText(new UnreachableError('x'))).toBeUndefined();
  });
});
