import type { Definition } from './source';

/** The graph that a text stands for. */
export function Preview({ definition }: { definition: Definition }) {
  return <pre className="overflow-auto p-4 text-xs">{JSON.stringify(definition.nodes, null, 1)}</pre>;
}
