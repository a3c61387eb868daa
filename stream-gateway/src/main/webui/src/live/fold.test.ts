import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExecutionSnapshot, WorkflowEvent } from './events';
import { type ExecutionState, emptyState, fold, fromSnapshot, isAtEnd } from './fold';

const GOLDEN = join(process.cwd(), '../../../../workflow-events/src/test/resources/golden');
const read = <T>(file: string): T => JSON.parse(readFileSync(join(GOLDEN, file), 'utf8')) as T;
const event = (name: string): WorkflowEvent => read(`events/${name}.json`);
const snapshot = (name: string): ExecutionSnapshot => read(`snapshots/${name}.json`);

const ID = 'wf_exec_0_01KAVQ6C0G3V8R7T2N5M9P4XYZ';

/** The events of these names as one log: numbered from 1. */
const story = (...names: string[]): ExecutionState =>
  names.reduce((state, name, index) => fold(state, { ...event(name), seq: index + 1 }), emptyState(ID));

describe('the golden events', () => {
  it.each(readdirSync(join(GOLDEN, 'events')))(
    '%s moves the state on, and leaves the one before as it was',
    (file) => {
      const before = Object.freeze(story('workflow.started', 'node.started'));
      const copy = structuredClone(before);

      const after = fold(before, read(`events/${file}`), '99-1');

      expect(after.lastEventId).toBe('99-1');
      expect(after.seq).toBe(read<WorkflowEvent>(`events/${file}`).seq);
      expect(before).toEqual(copy);
    },
  );
});

describe('the golden snapshots', () => {
  it.each(readdirSync(join(GOLDEN, 'snapshots')))('%s is a state', (file) => {
    const { type, reason, timestamp, ...state } = read<ExecutionSnapshot>(`snapshots/${file}`);
    expect(fromSnapshot(read(`snapshots/${file}`))).toEqual(state);
  });
});

describe('the status of an execution', () => {
  it.each([
    [['workflow.queued'], 'pending'],
    [['workflow.queued', 'workflow.started-after-queue'], 'running'],
    [['workflow.started', 'execution.waiting'], 'waiting'],
    [['workflow.started', 'execution.waiting', 'node.log'], 'running'],
    [['workflow.started', 'execution.waiting', 'execution.claimed'], 'running'],
    [['workflow.started', 'execution.waiting', 'workflow.paused'], 'paused'],
    [['workflow.started', 'workflow.paused', 'node.completed'], 'paused'],
    [['workflow.started', 'workflow.paused', 'workflow.resumed'], 'running'],
    [['workflow.started', 'workflow.completed'], 'completed'],
    [['workflow.started', 'workflow.failed'], 'failed'],
    [['workflow.started', 'execution.waiting', 'workflow.cancelled'], 'cancelled'],
  ])('after %j is %s', (names, status) => {
    expect(story(...names).status).toBe(status);
  });

  it('comes with its times and its error at the end', () => {
    const state = story('workflow.started', 'workflow.failed');
    expect(isAtEnd(state)).toBe(true);
    expect(state).toMatchObject({
      workflowId: 'order-fulfilment',
      workflowName: 'Order fulfilment',
      version: 3,
      startTime: 1764000000010,
      endTime: 1764000000170,
      executionTime: 3210,
      error: { type: 'raised', detail: 'score 0.93' },
    });
  });

  it('goes on from a snapshot', () => {
    const waiting = { ...fromSnapshot(snapshot('running')), status: 'waiting' as const };
    expect(fold(waiting, { ...event('node.log'), seq: 10 }).status).toBe('running');
    expect(fold(fromSnapshot(snapshot('pending')), event('workflow.started-after-queue')).status).toBe(
      'running',
    );
  });
});

describe('a node', () => {
  it('runs, and is completed, and says where it led', () => {
    expect(story('workflow.started', 'node.started').nodes.reserve).toEqual({
      status: 'running',
      startTime: 1764000000030,
      attempt: 1,
      executor: 'executor-1a2b3c',
    });
    const state = story('workflow.started', 'node.started', 'node.completed');
    expect(state.nodes.reserve).toEqual({
      status: 'completed',
      startTime: 1764000000030,
      endTime: 1764000000040,
      duration: 17,
      attempt: 1,
      executor: 'executor-1a2b3c',
      taken: ['decide', 'audit'],
    });
    expect(state.nodesExecuted).toEqual(['reserve']);
  });

  it('keeps its first start, and the attempt and executor of its last', () => {
    const again = { ...event('node.started'), timestamp: 1764000009999, attempt: 2, executor: 'executor-9' };
    const state = fold(story('workflow.started', 'node.started'), again as WorkflowEvent);
    expect(state.nodes.reserve).toEqual({
      status: 'running',
      startTime: 1764000000030,
      attempt: 2,
      executor: 'executor-9',
    });
    expect(state.nodesExecuted).toEqual(['reserve']);
  });

  it('has its error while it retries, and loses it as it starts again', () => {
    const charge = { ...event('node.started'), nodeId: 'charge' } as WorkflowEvent;
    const retrying = fold(fold(story('workflow.started'), charge), event('node.retrying'));
    expect(retrying.nodes.charge).toMatchObject({
      status: 'retrying',
      retryAt: 1764000000400,
      error: { type: 'timeout' },
    });
    const running = fold(retrying, charge).nodes.charge;
    expect(running).not.toHaveProperty('error');
    expect(running).not.toHaveProperty('retryAt');
  });

  it('waits until, for a signal or for a child', () => {
    expect(story('node.waiting').nodes.pause).toMatchObject({ status: 'waiting', until: 1764000002000 });
    expect(story('node.waiting-for-named-signal').nodes.approval).toMatchObject({ signal: 'approved' });
    expect(story('node.waiting-for-child').nodes.ship).toMatchObject({
      childId: expect.stringMatching(/^wf_exec/) as string,
    });
    const waited = fold(story('node.waiting'), {
      ...(event('node.completed-end') as Extract<WorkflowEvent, { type: 'node.completed' }>),
      nodeId: 'pause',
    });
    expect(waited.nodes.pause).not.toHaveProperty('until');
  });

  it('keeps its last progress until its next event of another kind but a log line', () => {
    const each = { ...event('node.started'), nodeId: 'each' } as WorkflowEvent;
    const counted = fold(fold(story('workflow.started'), each), event('node.progress-count'));
    expect(counted.nodes.each).toMatchObject({
      status: 'running',
      progress: { done: 300, total: 1000, failed: 2 },
    });
    const logged = fold(counted, { ...event('node.log'), nodeId: 'each' } as WorkflowEvent);
    expect(logged.nodes.each).toHaveProperty('progress');
    const done = fold(logged, { ...event('node.completed-end'), nodeId: 'each' } as WorkflowEvent);
    expect(done.nodes.each).not.toHaveProperty('progress');
  });

  it('that is reused did not run here', () => {
    const state = story('workflow.started-retry', 'node.completed-reused');
    expect(state.nodes.reserve).toEqual({
      status: 'completed',
      endTime: 1764000000010,
      reused: true,
      taken: ['charge'],
    });
    expect(state.nodesExecuted).toEqual([]);
  });

  it('is skipped or cancelled', () => {
    expect(story('node.skipped').nodes.reject).toEqual({ status: 'skipped' });
    expect(story('node.cancelled').nodes.pause).toMatchObject({ status: 'cancelled', duration: 120 });
  });
});

it('an event of a type that nobody knows yet only moves the state on', () => {
  const state = story('workflow.started');
  const news = { type: 'node.dreamt', executionId: ID, seq: 2, timestamp: 1764000000099 };
  expect(fold(state, news as unknown as WorkflowEvent)).toEqual({ ...state, seq: 2 });
});
