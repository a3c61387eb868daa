import type { ELK, ElkExtendedEdge, ElkNode, ElkPoint } from 'elkjs/lib/elk-api';
import { BUNDLE } from './branches';
import type { Graph, GraphEdge } from './model';

export type Direction = 'right' | 'down';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Placed {
  nodes: ReadonlyMap<string, Box>;
  edges: ReadonlyMap<string, Route>;
}

export interface Route {
  points: readonly ElkPoint[];
  /** The middle of its label. */
  label?: ElkPoint;
}

export const NODE_WIDTH = 208;
export const NODE_HEIGHT = 68;
export const LABEL_HEIGHT = 22;
const LABEL_MOST = 24;

/** What an edge says of itself, cut to a length that fits between two nodes. */
export function labelOf(
  edge: GraphEdge,
  words: Record<'default' | 'error' | 'timeout', string>,
): string | undefined {
  switch (edge.kind) {
    case 'always':
      return undefined;
    case 'when':
      return edge.condition && edge.condition.length > LABEL_MOST
        ? `${edge.condition.slice(0, LABEL_MOST - 1)}…`
        : edge.condition;
    case 'default':
    case 'error':
    case 'timeout':
      return words[edge.kind];
  }
}

/** Some 6.2 pixels a character at the label's size, its icon and its padding. */
export const labelWidth = (text: string): number => Math.round(text.length * 6.2) + 30;

let engine: Promise<ELK> | undefined;

/** The layout engine is large: it is loaded when it is first needed, and works in a worker of its own. */
async function elk(): Promise<ELK> {
  engine ??= (async () => {
    const [{ default: Elk }, { default: url }] = await Promise.all([
      import('elkjs/lib/elk-api'),
      import('elkjs/lib/elk-worker.min.js?url'),
    ]);
    return new Elk({ workerFactory: () => new Worker(url) });
  })();
  return engine;
}

/** Places what does not depend on how far the execution is, so that nothing moves while it runs. */
export async function place(
  graph: Graph,
  direction: Direction,
  labels: ReadonlyMap<string, string>,
): Promise<Placed> {
  const big = graph.nodes.length > 120;
  const root: ElkNode = {
    id: 'root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': direction === 'right' ? 'RIGHT' : 'DOWN',
      'elk.edgeRouting': 'ORTHOGONAL',
      'elk.spacing.nodeNode': '28',
      'elk.spacing.edgeNode': '20',
      'elk.spacing.edgeEdge': '12',
      'elk.spacing.componentComponent': '48',
      'elk.layered.spacing.nodeNodeBetweenLayers': '46',
      'elk.layered.spacing.edgeNodeBetweenLayers': '18',
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      'elk.layered.nodePlacement.strategy': big ? 'BRANDES_KOEPF' : 'NETWORK_SIMPLEX',
      'elk.layered.thoroughness': big ? '2' : '7',
      'elk.layered.mergeEdges': 'false',
      'elk.edgeLabels.inline': 'true',
      'elk.padding': '[top=0,left=0,bottom=0,right=0]',
    },
    children: graph.nodes.map((node) => ({
      id: node.id,
      width: NODE_WIDTH,
      height: node.type === BUNDLE ? NODE_HEIGHT + 28 : NODE_HEIGHT,
    })),
    edges: graph.edges.map((edge) => {
      const text = labels.get(edge.id);
      return {
        id: edge.id,
        sources: [edge.from],
        targets: [edge.to],
        ...(text === undefined ? {} : { labels: [{ text, width: labelWidth(text), height: LABEL_HEIGHT }] }),
      };
    }),
  };
  const done = await (await elk()).layout(root);
  return {
    nodes: new Map(
      (done.children ?? []).map((node) => [
        node.id,
        {
          x: node.x ?? 0,
          y: node.y ?? 0,
          width: node.width ?? NODE_WIDTH,
          height: node.height ?? NODE_HEIGHT,
        },
      ]),
    ),
    edges: new Map((done.edges ?? []).map((edge) => [edge.id, routeOf(edge)])),
  };
}

function routeOf(edge: ElkExtendedEdge): Route {
  const section = edge.sections?.[0];
  const label = edge.labels?.[0];
  return {
    points: section ? [section.startPoint, ...(section.bendPoints ?? []), section.endPoint] : [],
    ...(label?.x === undefined || label.y === undefined
      ? {}
      : { label: { x: label.x + (label.width ?? 0) / 2, y: label.y + (label.height ?? 0) / 2 } }),
  };
}

/** An SVG path along these points with rounded corners. */
export function roundedPath(points: readonly ElkPoint[], radius = 8): string {
  const first = points[0];
  if (!first) return '';
  let path = `M${first.x},${first.y}`;
  for (let i = 1; i < points.length; i++) {
    const here = points[i];
    const before = points[i - 1];
    const after = points[i + 1];
    if (!here || !before) continue;
    if (!after) {
      path += `L${here.x},${here.y}`;
      continue;
    }
    const reach = Math.min(radius, length(before, here) / 2, length(here, after) / 2);
    const from = towards(here, before, reach);
    const to = towards(here, after, reach);
    path += `L${from.x},${from.y}Q${here.x},${here.y} ${to.x},${to.y}`;
  }
  return path;
}

const length = (a: ElkPoint, b: ElkPoint): number => Math.hypot(a.x - b.x, a.y - b.y);

function towards(from: ElkPoint, to: ElkPoint, distance: number): ElkPoint {
  const all = length(from, to);
  return all === 0
    ? from
    : { x: from.x + ((to.x - from.x) * distance) / all, y: from.y + ((to.y - from.y) * distance) / all };
}
