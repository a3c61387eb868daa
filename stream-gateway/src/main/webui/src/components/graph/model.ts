import type { Json } from '../../api/types';

/** A definition as far as its graph goes; docs/definitions.md has the rest. */
export interface Definition {
  id?: string;
  name?: string;
  nodes?: DefinedNode[];
  edges?: DefinedEdge[];
}

export interface DefinedNode {
  id: string;
  type: string;
  name?: string;
  join?: string;
  timeout?: string;
  onCrash?: string;
  with?: Json;
  retry?: Json;
}

export interface DefinedEdge {
  from: string;
  to: string;
  when?: string;
  default?: boolean;
  catch?: string;
}

/** What lets an edge be taken. */
export type EdgeKind = 'always' | 'when' | 'default' | 'error' | 'timeout';

export interface GraphNode {
  id: string;
  type: string;
  name: string;
  /** For a `for`, the type that it does with each item. */
  itemType?: string;
  defined: DefinedNode;
}

export interface GraphEdge {
  id: string;
  from: string;
  to: string;
  kind: EdgeKind;
  /** The condition, without the `${ }` around it. */
  condition?: string;
}

export interface Graph {
  nodes: GraphNode[];
  edges: GraphEdge[];
  byId: ReadonlyMap<string, GraphNode>;
  incoming: ReadonlyMap<string, readonly GraphEdge[]>;
  outgoing: ReadonlyMap<string, readonly GraphEdge[]>;
}

/** What is half written (the preview of an editor) is left out: edges to nowhere, nodes without an id or named twice. */
export function graphOf(definition: Definition): Graph {
  const byId = new Map<string, GraphNode>();
  for (const defined of definition.nodes ?? []) {
    if (typeof defined?.id === 'string' && !byId.has(defined.id)) byId.set(defined.id, nodeOf(defined));
  }
  const edges = (definition.edges ?? [])
    .map((edge, index) => ({ edge, index }))
    .filter(({ edge }) => byId.has(edge?.from) && byId.has(edge?.to))
    .map(({ edge, index }) => edgeOf(edge, index));
  return withEdges([...byId.values()], edges);
}

export function withEdges(nodes: GraphNode[], edges: GraphEdge[]): Graph {
  return {
    nodes,
    edges,
    byId: new Map(nodes.map((node) => [node.id, node])),
    incoming: grouped(edges, (edge) => edge.to),
    outgoing: grouped(edges, (edge) => edge.from),
  };
}

function nodeOf(defined: DefinedNode): GraphNode {
  const itemType = defined.type === 'for' ? typeOfItems(defined.with) : undefined;
  return {
    id: defined.id,
    type: defined.type,
    name: defined.name ?? defined.id,
    ...(itemType === undefined ? {} : { itemType }),
    defined,
  };
}

function typeOfItems(settings: Json | undefined): string | undefined {
  const each = isObject(settings) ? settings['do'] : undefined;
  const type = isObject(each) ? each['type'] : undefined;
  return typeof type === 'string' ? type : undefined;
}

export const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function edgeOf(edge: DefinedEdge, index: number): GraphEdge {
  const kind: EdgeKind =
    edge.catch === 'timeout'
      ? 'timeout'
      : edge.catch
        ? 'error'
        : edge.default
          ? 'default'
          : edge.when
            ? 'when'
            : 'always';
  return {
    id: `${edge.from}>${edge.to}#${index}`,
    from: edge.from,
    to: edge.to,
    kind,
    ...(edge.when ? { condition: bare(edge.when) } : {}),
  };
}

const bare = (expression: string): string => /^\$\{\s*([\s\S]*?)\s*\}$/.exec(expression)?.[1] ?? expression;

function grouped<T>(values: T[], key: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group) group.push(value);
    else groups.set(key(value), [value]);
  }
  return groups;
}
