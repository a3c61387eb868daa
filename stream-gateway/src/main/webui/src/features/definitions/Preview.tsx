import { Suspense, lazy, useMemo } from 'react';
import { graphOf } from '../../components/graph/model';
import { ViewClock } from '../../lib/clock';
import type { Definition } from './source';

const WorkflowGraph = lazy(async () => ({
  default: (await import('../../components/graph/WorkflowGraph')).WorkflowGraph,
}));

const still = new ViewClock();

/** The graph that a text stands for; it is laid out anew only where its nodes or edges change. */
export function Preview({
  definition,
  onSelect,
}: {
  definition: Definition;
  onSelect: (id: string) => void;
}) {
  const parts = JSON.stringify([list(definition.nodes), list(definition.edges)]);
  const graph = useMemo(() => {
    const [nodes, edges] = JSON.parse(parts) as [never[], never[]];
    return graphOf({ nodes, edges });
  }, [parts]);
  return (
    <Suspense>
      <WorkflowGraph
        graph={graph}
        className="absolute inset-0"
        clock={still}
        selected={undefined}
        onSelect={(id) => {
          if (id !== undefined) onSelect(id);
        }}
      />
    </Suspense>
  );
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
