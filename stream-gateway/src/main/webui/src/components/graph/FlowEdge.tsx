import { EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { Clock3, CornerDownRight, TriangleAlert } from 'lucide-react';
import { memo, useMemo } from 'react';
import { cn } from '../../lib/cn';
import { useNodes, useScene } from './context';
import { type EdgeState, edgeState } from './edges';
import { roundedPath } from './layout';
import type { EdgeKind, GraphEdge } from './model';

const RANK: readonly EdgeState[] = ['active', 'taken', 'open', 'unknown', 'untaken'];

/** An edge of the graph: how it runs is the layout's, how it looks is what became of it. */
export const FlowEdge = memo(function FlowEdge({ id }: EdgeProps) {
  const { drawn, graph, placed, states, labels } = useScene();
  const edge = drawn.graph.edges.find((each) => each.id === id);
  const route = placed.edges.get(id);
  const originals = useMemo<readonly GraphEdge[]>(() => drawn.standsFor.get(id) ?? [], [drawn, id]);
  const ends = useMemo(() => originals.flatMap(({ from, to }) => [from, to]), [originals]);
  const state = useNodes(states, ends, () => {
    const those = originals.map((original) => edgeState(original, graph, states.all()));
    return RANK.find((each) => those.includes(each)) ?? 'open';
  });
  const path = useMemo(() => roundedPath(route?.points ?? []), [route]);
  const tip = route?.points.at(-1);
  const before = route?.points.at(-2);
  if (!edge || !tip || !before) return null;
  const turn = (Math.atan2(tip.y - before.y, tip.x - before.x) * 180) / Math.PI;
  const label = labels.get(id);
  const goesWrong = edge.kind === 'error' || edge.kind === 'timeout';
  return (
    <>
      <g
        data-edge={`${edge.from}>${edge.to}`}
        data-state={state}
        className={cn('flow-edge', goesWrong && 'flow-edge-wrong')}
      >
        <path d={path} fill="none" className="flow-line" />
        {state === 'active' && <path d={path} fill="none" className="flow-pulse" />}
        <path
          d="M-9,-4.5L0,0L-9,4.5Z"
          transform={`translate(${tip.x},${tip.y}) rotate(${turn})`}
          className="flow-tip"
        />
      </g>
      {label !== undefined && route?.label && (
        <EdgeLabelRenderer>
          <span
            className={cn(
              'nodrag nopan pointer-events-auto absolute inline-flex items-center gap-1 rounded-md border bg-surface px-1.5 text-[11px] leading-[18px] whitespace-nowrap',
              edge.kind === 'when' && 'font-mono text-[10px]',
              state === 'untaken' ? 'border-dashed text-ink-faint' : 'text-ink-soft',
              goesWrong && state !== 'untaken' && 'border-failed/60 text-failed',
              (state === 'taken' || state === 'active') && !goesWrong && 'border-completed/70 text-ink',
            )}
            style={{ transform: `translate(-50%, -50%) translate(${route.label.x}px, ${route.label.y}px)` }}
            title={edge.condition ?? label}
          >
            <KindIcon kind={edge.kind} />
            {label}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
});

function KindIcon({ kind }: { kind: EdgeKind }) {
  if (kind === 'error') return <TriangleAlert aria-hidden className="size-3" />;
  if (kind === 'timeout') return <Clock3 aria-hidden className="size-3" />;
  if (kind === 'default') return <CornerDownRight aria-hidden className="size-3" />;
  return null;
}
