import { describe, expect, it } from 'vitest';
import { bundlesOf, drawn } from './branches';
import { type Nodes, edgeState } from './edges';
import { roundedPath } from './layout';
import { graphOf } from './model';
import { NodeStates } from './nodeStates';

const fan = (count: number) =>
  graphOf({
    nodes: [
      { id: 'start', type: 'noop' },
      ...Array.from({ length: count }, (_, i) => [
        { id: `page${i}`, type: 'http', name: `Page ${i}` },
        { id: `save${i}`, type: 'set' },
      ]).flat(),
      { id: 'end', type: 'noop' },
    ],
    edges: Array.from({ length: count }, (_, i) => [
      { from: 'start', to: `page${i}` },
      { from: `page${i}`, to: `save${i}` },
      { from: `save${i}`, to: 'end' },
    ]).flat(),
  });

describe('a graph', () => {
  it('leaves out what is half written', () => {
    const graph = graphOf({
      nodes: [{ id: 'a', type: 'noop' }, { id: 'a', type: 'set' }, {} as never],
      edges: [{ from: 'a', to: 'nowhere' }],
    });
    expect(graph.nodes.map((node) => node.type)).toEqual(['noop']);
    expect(graph.edges).toEqual([]);
  });

  it('says of each edge what lets it be taken', () => {
    const { edges } = graphOf({
      nodes: ['a', 'b'].map((id) => ({ id, type: 'noop' })),
      edges: [
        { from: 'a', to: 'b', when: '${ input.x > 1 }' },
        { from: 'a', to: 'b', default: true },
        { from: 'a', to: 'b', catch: 'error' },
        { from: 'a', to: 'b', catch: 'timeout' },
        { from: 'a', to: 'b' },
      ],
    });
    expect(edges.map((edge) => edge.kind)).toEqual(['when', 'default', 'error', 'timeout', 'always']);
    expect(edges[0]?.condition).toBe('input.x > 1');
  });
});

describe('branches that look alike', () => {
  it('are bundled where there are many', () => {
    expect(bundlesOf(fan(5))).toEqual([]);
    const bundles = bundlesOf(fan(8));
    expect(bundles).toHaveLength(1);
    expect(bundles[0]?.branches[3]).toEqual(['page3', 'save3']);
  });

  it('are drawn as one node, whose edges stand for theirs', () => {
    const graph = fan(8);
    const picture = drawn(graph, bundlesOf(graph));
    expect(picture.graph.nodes.map((node) => node.name)).toEqual(['start', 'Page', 'end']);
    expect(picture.graph.edges).toHaveLength(2);
    expect([...picture.standsFor.values()].map((those) => those.length)).toEqual([8, 8]);
    expect(picture.home('save5')).toBe('bundle:page0');
  });

  it('are never nodes that nothing connects', () => {
    const nodes = Array.from({ length: 9 }, (_, i) => ({ id: `n${i}`, type: 'noop' }));
    expect(bundlesOf(graphOf({ nodes, edges: [] }))).toEqual([]);
  });
});

describe('an edge', () => {
  const graph = graphOf({
    nodes: [
      { id: 'a', type: 'http' },
      { id: 's', type: 'switch' },
      ...['b', 'c', 'd'].map((id) => ({ id, type: 'noop' })),
    ],
    edges: [
      { from: 'a', to: 'b' },
      { from: 'a', to: 'c', catch: 'error' },
      { from: 'a', to: 'd', catch: 'timeout' },
      { from: 's', to: 'b', when: '${ true }' },
    ],
  });
  const states = (nodes: Nodes) => graph.edges.map((edge) => edgeState(edge, graph, nodes));

  it('is open until its source has ended', () => {
    expect(states({ a: { status: 'running' } })).toEqual(['open', 'open', 'open', 'open']);
  });

  it('is active while its target runs, and taken afterwards', () => {
    const a = { status: 'completed', taken: ['b'] } as const;
    expect(states({ a, b: { status: 'running' } }).slice(0, 3)).toEqual(['active', 'untaken', 'untaken']);
    expect(states({ a, b: { status: 'completed' } })[0]).toBe('taken');
    expect(states({ a, b: { status: 'waiting' } })[0]).toBe('taken');
  });

  it('that catches is taken by the kind of failure', () => {
    const error = (type: string) => ({ type, title: type });
    expect(states({ a: { status: 'failed', error: error('server'), taken: ['c'] } }).slice(0, 3)).toEqual([
      'untaken',
      'taken',
      'untaken',
    ]);
    expect(states({ a: { status: 'failed', error: error('timeout'), taken: ['d'] } }).slice(0, 3)).toEqual([
      'untaken',
      'untaken',
      'taken',
    ]);
  });

  it('of a failure that nothing catches is not taken', () => {
    expect(states({ a: { status: 'failed', taken: [] } })).toContain('untaken');
    expect(states({ a: { status: 'failed', taken: [] } })).not.toContain('taken');
  });

  it('is guessed where only a snapshot is known, and said to be unknown where that cannot be', () => {
    expect(states({ a: { status: 'completed' } })[0]).toBe('taken');
    expect(states({ s: { status: 'completed' }, b: { status: 'skipped' } })[3]).toBe('untaken');
    expect(states({ s: { status: 'completed' } })[3]).toBe('unknown');
  });
});

describe('states of nodes', () => {
  it('tell only those whose node has changed', () => {
    const states = new NodeStates();
    const a = { status: 'running' } as const;
    const heard: string[] = [];
    states.listen(['a'], () => heard.push('a'));
    states.listen(['b'], () => heard.push('b'));
    states.onStart((ids) => heard.push(`start ${ids.join()}`));
    states.show({ a });
    states.show({ a, b: { status: 'running' } });
    states.show({ a, b: { status: 'completed' } });
    expect(heard).toEqual(['a', 'start a', 'b', 'start b', 'b']);
  });
});

describe('a path', () => {
  it('is rounded where it bends', () => {
    const path = roundedPath([
      { x: 0, y: 0 },
      { x: 50, y: 0 },
      { x: 50, y: 40 },
    ]);
    expect(path).toBe('M0,0L42,0Q50,0 50,8L50,40');
  });
});
