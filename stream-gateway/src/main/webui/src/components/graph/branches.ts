import { type Graph, type GraphEdge, type GraphNode, withEdges } from './model';

/** Parallel branches that look alike: they begin after the same nodes, end before the same, and are made of the same types. */
export interface Bundle {
  id: string;
  /** Each branch is a chain of node ids. */
  branches: string[][];
}

/** Fewer branches than this are drawn one by one. */
export const MANY = 6;

export function bundlesOf(graph: Graph, many = MANY): Bundle[] {
  const groups = new Map<string, string[][]>();
  for (const chain of chainsOf(graph)) {
    const key = likeness(graph, chain);
    const group = groups.get(key);
    if (group) group.push(chain);
    else groups.set(key, [chain]);
  }
  return [...groups.values()]
    .filter((branches) => branches.length >= many)
    .map((branches) => ({ id: `bundle:${branches[0]?.[0] ?? ''}`, branches }));
}

/** Each node is in one chain: as long as one edge leads out of a node to one that has no other way in. */
function chainsOf(graph: Graph): string[][] {
  const chains: string[][] = [];
  const inside = new Set(
    graph.nodes.filter((node) => follows(graph, node.id) !== undefined).map((node) => node.id),
  );
  for (const node of graph.nodes) {
    if (inside.has(node.id)) continue;
    const chain = [node.id];
    for (let next = nextOf(graph, node.id); next !== undefined; next = nextOf(graph, next)) chain.push(next);
    chains.push(chain);
  }
  return chains;
}

function nextOf(graph: Graph, id: string): string | undefined {
  const out = graph.outgoing.get(id) ?? [];
  const next = out[0]?.to;
  return out.length === 1 && next !== undefined && (graph.incoming.get(next) ?? []).length === 1
    ? next
    : undefined;
}

function follows(graph: Graph, id: string): string | undefined {
  const into = graph.incoming.get(id) ?? [];
  const from = into[0]?.from;
  return into.length === 1 && from !== undefined && nextOf(graph, from) === id ? from : undefined;
}

function likeness(graph: Graph, chain: string[]): string {
  const ends = (edges: readonly GraphEdge[] | undefined, end: (edge: GraphEdge) => string) =>
    (edges ?? [])
      .map((edge) => `${end(edge)}/${edge.kind}`)
      .sort()
      .join(',');
  const into = ends(graph.incoming.get(chain[0] ?? ''), (edge) => edge.from);
  const out = ends(graph.outgoing.get(chain.at(-1) ?? ''), (edge) => edge.to);
  // What stands alone, between nothing and nothing, is nobody's branch.
  if (into === '' && out === '') return `alone ${chain[0] ?? ''}`;
  return `${into} | ${chain.map((id) => graph.byId.get(id)?.type ?? '').join('>')} | ${out}`;
}

export const BUNDLE = 'bundle';

export interface Drawn {
  graph: Graph;
  /** The edges of the definition that an edge stands for. */
  standsFor: ReadonlyMap<string, readonly GraphEdge[]>;
  bundles: ReadonlyMap<string, Bundle>;
  /** Where a node is drawn: its own id, or that of its bundle. */
  home: (id: string) => string;
}

/** The graph with each of these bundles drawn as one node, in the place of its first branch. */
export function drawn(graph: Graph, bundles: readonly Bundle[]): Drawn {
  const homes = new Map(
    bundles.flatMap((bundle) => bundle.branches.flat().map((id) => [id, bundle.id] as const)),
  );
  const home = (id: string): string => homes.get(id) ?? id;
  const cards = new Map(bundles.map((bundle) => [bundle.id, card(graph, bundle)]));
  const nodes = new Map(
    graph.nodes.map((node) => [home(node.id), cards.get(home(node.id)) ?? node] as const),
  );
  const edges = new Map<string, GraphEdge>();
  const standsFor = new Map<string, GraphEdge[]>();
  for (const edge of graph.edges) {
    const [from, to] = [home(edge.from), home(edge.to)];
    if (from === to && from !== edge.from) continue;
    const own = from === edge.from && to === edge.to;
    const id = own ? edge.id : `${from}>${to}/${edge.kind}`;
    if (!edges.has(id)) edges.set(id, own ? edge : { id, from, to, kind: edge.kind });
    standsFor.set(id, [...(standsFor.get(id) ?? []), edge]);
  }
  return {
    graph: withEdges([...nodes.values()], [...edges.values()]),
    standsFor,
    bundles: new Map(bundles.map((bundle) => [bundle.id, bundle])),
    home,
  };
}

function card(graph: Graph, bundle: Bundle): GraphNode {
  const first = graph.byId.get(bundle.branches[0]?.[0] ?? '');
  const name = alike(graph, bundle);
  return {
    id: bundle.id,
    type: BUNDLE,
    name,
    itemType: first?.type ?? '',
    defined: first?.defined ?? { id: bundle.id, type: BUNDLE },
  };
}

/** What the names of the branches' first nodes have in common: `Page 1`, `Page 2` are `Page …`. */
function alike(graph: Graph, bundle: Bundle): string {
  const names = bundle.branches.map((branch) => graph.byId.get(branch[0] ?? '')?.name ?? '');
  let common = names[0] ?? '';
  for (const name of names) while (!name.startsWith(common)) common = common.slice(0, -1);
  const trimmed = common.replace(/[\s_\-#.\d]+$/u, '');
  return trimmed === '' ? (names[0] ?? '') : trimmed;
}
