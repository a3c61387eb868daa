import type { Direction, Placed } from './layout';
import type { Graph } from './model';

/** Where an arrow key leads: along the edges in the direction of the graph, to the nearest beside it across. */
export function neighbour(
  graph: Graph,
  placed: Placed,
  id: string,
  key: string,
  direction: Direction,
): string | undefined {
  const along = direction === 'right' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
  if (key === along[1])
    return nearest(
      placed,
      id,
      (graph.outgoing.get(id) ?? []).map((edge) => edge.to),
    );
  if (key === along[0])
    return nearest(
      placed,
      id,
      (graph.incoming.get(id) ?? []).map((edge) => edge.from),
    );
  const back = key === 'ArrowUp' || key === 'ArrowLeft';
  const here = placed.nodes.get(id);
  if (!here) return undefined;
  const [main, across] = direction === 'right' ? (['x', 'y'] as const) : (['y', 'x'] as const);
  return nearest(
    placed,
    id,
    graph.nodes
      .map((node) => node.id)
      .filter((other) => {
        const box = placed.nodes.get(other);
        return (
          box !== undefined &&
          Math.abs(box[main] - here[main]) < (main === 'x' ? here.width : here.height) &&
          (back ? box[across] < here[across] : box[across] > here[across])
        );
      }),
  );
}

function nearest(placed: Placed, id: string, others: readonly string[]): string | undefined {
  const here = placed.nodes.get(id);
  if (!here) return others[0];
  const distance = (other: string): number => {
    const box = placed.nodes.get(other);
    return box ? Math.hypot(box.x - here.x, box.y - here.y) : Infinity;
  };
  return [...others].sort((a, b) => distance(a) - distance(b))[0];
}
