import { describe, expect, it } from 'vitest';
import type { WorkflowEvent } from '../../live/events';
import { Timeline, niceStep, rowAt } from './timeline';

let seq = 0;
const at = (timestamp: number, type: string, fields: object = {}): WorkflowEvent =>
  ({ executionId: 'e', seq: ++seq, timestamp, type, ...fields }) as WorkflowEvent;

function timeline(...events: WorkflowEvent[]): Timeline {
  const made = new Timeline();
  events.forEach((event) => {
    made.add(event);
  });
  return made;
}

const row = (made: Timeline, id: string) =>
  (made.rows.find((each) => each.nodeId === id)?.segments ?? []).map(({ kind, start, end, outcome }) =>
    `${kind} ${start}-${end ?? ''} ${outcome ?? ''}`.trim(),
  );

describe('a timeline', () => {
  it('shows attempts, and the delays between them', () => {
    const made = timeline(
      at(0, 'workflow.started'),
      at(10, 'node.started', { nodeId: 'a', attempt: 1 }),
      at(20, 'node.retrying', { nodeId: 'a', attempt: 1, retryAt: 50 }),
      at(50, 'node.started', { nodeId: 'a', attempt: 2 }),
      at(70, 'node.completed', { nodeId: 'a' }),
    );
    expect(row(made, 'a')).toEqual(['run 10-20 failed', 'delay 20-50 cancelled', 'run 50-70 completed']);
    expect(row(made, '')).toEqual(['run 0-']);
  });

  it('shows waits, of a node and of the whole execution', () => {
    const made = timeline(
      at(0, 'workflow.queued'),
      at(5, 'workflow.started'),
      at(10, 'node.started', { nodeId: 'a', attempt: 1 }),
      at(11, 'node.waiting', { nodeId: 'a', until: 99 }),
      at(12, 'execution.waiting', { until: 99 }),
      at(99, 'node.completed', { nodeId: 'a' }),
      at(100, 'workflow.completed'),
    );
    expect(row(made, 'a')).toEqual(['run 10-11 completed', 'wait 11-99 completed']);
    expect(row(made, '')).toEqual(['queue 0-5', 'run 5-12', 'idle 12-99', 'run 99-100 completed']);
  });

  it('marks takeovers, and the attempts that they cut off', () => {
    const made = timeline(
      at(0, 'workflow.started'),
      at(1, 'node.started', { nodeId: 'a', attempt: 1, executor: 'one' }),
      at(50, 'execution.claimed', { executor: 'two' }),
      at(51, 'node.started', { nodeId: 'a', attempt: 2, executor: 'two' }),
    );
    expect(made.marks).toMatchObject([{ kind: 'takeover', at: 50, text: 'two' }]);
    expect(row(made, 'a')).toEqual(['run 1-51 cancelled', 'run 51-']);
    expect(made.rows[1]?.segments[0]?.takenOver).toBe(true);
  });

  it('at an earlier event has what there was then, unfinished', () => {
    seq = 0;
    const made = timeline(
      at(0, 'workflow.started'),
      at(10, 'node.started', { nodeId: 'a', attempt: 1 }),
      at(20, 'node.completed', { nodeId: 'a' }),
    );
    const segments = made.rows[1]?.segments ?? [];
    expect(rowAt(segments, 1)).toEqual([]);
    expect(rowAt(segments, 2)).toMatchObject([{ kind: 'run', start: 10 }]);
    expect(rowAt(segments, 2)[0]).not.toHaveProperty('end');
    expect(rowAt(segments, 3)).toEqual(segments);
  });

  it.each([
    [60, 10],
    [20_000, 5_000],
    [3_600_000, 600_000],
    [6 * 86_400_000, 86_400_000],
  ])('of %d ms has a line every %d ms', (length, step) => {
    expect(niceStep(length)).toBe(step);
  });
});
