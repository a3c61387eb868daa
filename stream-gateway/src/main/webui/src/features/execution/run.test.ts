import { describe, expect, it, vi } from 'vitest';
import { ProblemError } from '../../api/client';
import type { LogPage } from '../../api/execution';
import type { WorkflowEvent } from '../../live/events';
import { emptyState, fold } from '../../live/fold';
import type { ExecutionNews } from '../../live/follower';
import { Run } from './run';

const ID = 'wf_exec_0_A';

const entries = [
  { type: 'workflow.started', workflowId: 'w', workflowName: 'W', version: 1 },
  { type: 'node.started', nodeId: 'a', attempt: 1 },
  { type: 'node.completed', nodeId: 'a', nextNodeIds: ['b'] },
  { type: 'node.started', nodeId: 'b', attempt: 1 },
].map((fields, i) => ({
  id: `${i + 1}-7`,
  data: { executionId: ID, seq: i + 1, timestamp: 1_000 + i, ...fields } as WorkflowEvent,
}));

const state = entries.reduce((sum, { data, id }) => fold(sum, data, id), emptyState(ID));

/** A run whose stream says what the test says, and whose log begins with `first`. */
function started(first: number) {
  let hear: (news: ExecutionNews) => void = () => undefined;
  const asked: (string | undefined)[] = [];
  const read = (_: string, after: string | undefined): Promise<LogPage> => {
    asked.push(after);
    const from = Number.parseInt(after ?? '0', 10);
    if (from < first - 1) {
      const firstEventId = `${first}-7`;
      return Promise.reject(new ProblemError(410, { type: 'trimmed', title: 'Trimmed', firstEventId }));
    }
    const events = entries.slice(from, from + 2);
    return Promise.resolve({
      executionId: ID,
      status: 'running',
      events,
      complete: from + 2 >= entries.length,
    });
  };
  const run = new Run(
    ID,
    (_, listener) => {
      hear = listener;
      return () => undefined;
    },
    read,
  );
  const stop = run.start();
  return { run, stop, asked, tell: (news: ExecutionNews) => hear(news) };
}

describe('a run', () => {
  it('reads the log behind a snapshot, page by page', async () => {
    const { run, stop, asked, tell } = started(1);
    tell({ kind: 'snapshot', state, reason: 'requested' });
    expect(run.log.live.nodes['b']?.status).toBe('running');
    await vi.waitFor(() => expect(run.log.isComplete).toBe(true));
    expect(asked).toEqual([undefined, '2-7']);
    expect(run.log.live.nodes['a']?.taken).toEqual(['b']);
    stop();
  });

  it('begins where a trimmed log begins, and says so', async () => {
    const { run, stop, tell } = started(3);
    tell({ kind: 'snapshot', state, reason: 'requested' });
    await vi.waitFor(() => expect(run.log.isComplete).toBe(true));
    expect(run.log.trimmed).toBe(true);
    expect(run.log.firstSeq).toBe(3);
    expect(run.log.stateAt(3).nodes['a']?.status).toBe('completed');
    stop();
  });

  it('stands still while the stream is silent', () => {
    const { run, stop, tell } = started(1);
    expect(run.frozenAt).toBeUndefined();
    tell({ kind: 'freshness', value: { kind: 'stale', since: 5_000 } });
    expect(run.frozenAt).toBe(5_000);
    tell({ kind: 'freshness', value: { kind: 'live', seq: 4 } });
    expect(run.frozenAt).toBeUndefined();
    stop();
  });
});
