import { describe, expect, it } from 'vitest';
import type { WorkflowEvent } from '../../live/events';
import { emptyState, fold } from '../../live/fold';
import { type Entry, RunLog } from './runLog';

const ID = 'wf_exec_0_A';

function event(seq: number, fields: object): Entry {
  return {
    id: `${seq}-1`,
    event: { executionId: ID, seq, timestamp: 1_000 + seq * 10, ...fields } as WorkflowEvent,
  };
}

/** A start, then `count` nodes one after the other, then the end. */
function story(count: number): Entry[] {
  const entries = [event(1, { type: 'workflow.started', workflowId: 'w', workflowName: 'W', version: 1 })];
  for (let i = 0; i < count; i++) {
    entries.push(event(2 + 2 * i, { type: 'node.started', nodeId: `n${i}`, attempt: 1 }));
    entries.push(
      event(3 + 2 * i, { type: 'node.completed', nodeId: `n${i}`, nextNodeIds: [`n${i + 1}`], duration: 10 }),
    );
  }
  entries.push(event(2 + 2 * count, { type: 'workflow.completed', executionTime: 5 }));
  return entries;
}

const folded = (entries: readonly Entry[]) =>
  entries.reduce((state, entry) => fold(state, entry.event, entry.id), emptyState(ID));

const tell = (log: RunLog, entries: readonly Entry[]) => {
  for (const { event: each, id } of entries) log.event(each, id);
};

describe('the log in the page', () => {
  it('has the state at every event, however long it is', () => {
    const all = story(200);
    const log = new RunLog(ID);
    log.page(all);
    for (const seq of [0, 1, 127, 128, 129, 255, 256, 300, all.length]) {
      expect(log.stateAt(seq)).toEqual(folded(all.slice(0, seq)));
    }
  });

  it('joins pages and live events that overlap, in any order', () => {
    const all = story(5);
    const log = new RunLog(ID);
    const { ...snapshot } = folded(all.slice(0, 6));
    log.snapshot(snapshot);
    tell(log, all.slice(6, 8));
    expect(log.live.seq).toBe(8);
    expect(log.isComplete).toBe(false);
    log.page(all.slice(0, 4));
    log.page(all.slice(4, 7));
    expect(log.isComplete).toBe(true);
    tell(log, all.slice(8));
    expect(log.entries.map((entry) => entry.event.seq)).toEqual(all.map((entry) => entry.event.seq));
    expect(log.live).toEqual(folded(all));
  });

  it('knows from the events which edges were taken, though a snapshot does not', () => {
    const all = story(2);
    const log = new RunLog(ID);
    const state = folded(all);
    log.snapshot({ ...state, nodes: { n0: { status: 'completed' }, n1: { status: 'completed' } } });
    expect(log.live.nodes['n0']?.taken).toBeUndefined();
    log.page(all);
    expect(log.live.nodes['n0']?.taken).toEqual(['n1']);
  });

  it('drops its entries when a snapshot tells another story', () => {
    const log = new RunLog(ID);
    log.page(story(3));
    log.snapshot({ ...folded(story(1)), seq: 3, lastEventId: '3-2' });
    expect(log.entries).toEqual([]);
    expect(log.generation).toBe(1);
    expect(log.live.seq).toBe(3);
  });

  it('keeps its entries when a snapshot agrees with them', () => {
    const all = story(3);
    const log = new RunLog(ID);
    log.page(all);
    log.snapshot(folded(all.slice(0, 4)));
    expect(log.entries).toHaveLength(all.length);
  });

  it('works out with what a trimmed log began', () => {
    const all = story(4);
    const log = new RunLog(ID);
    log.snapshot(folded(all));
    log.beginAt(5);
    log.page(all.slice(5));
    log.settle();
    expect(log.isComplete).toBe(true);
    expect(log.stateAt(5).nodes).toEqual(folded(all.slice(0, 5)).nodes);
    expect(log.stateAt(5).nodesExecuted).toEqual(['n0', 'n1']);
    expect(log.live).toEqual(folded(all));
  });

  it('takes a node of which a trimmed log has only the end for one that ran', () => {
    const all = story(4);
    const log = new RunLog(ID);
    log.snapshot(folded(all));
    log.beginAt(6);
    log.page(all.slice(6));
    log.settle();
    expect(log.stateAt(6).nodes['n2']?.status).toBe('running');
    expect(log.stateAt(6).nodes['n3']).toBeUndefined();
  });
});
