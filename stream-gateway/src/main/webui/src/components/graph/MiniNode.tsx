import type { MiniMapNodeProps } from '@xyflow/react';
import { useMemo } from 'react';
import { useNodes, useScene } from './context';

/** A node in the minimap, in the colour of its status. */
export function MiniNode({ id, x, y, width, height }: MiniMapNodeProps) {
  const { drawn, states } = useScene();
  const ids = useMemo(() => drawn.bundles.get(id)?.branches.flat() ?? [id], [drawn, id]);
  const status = useNodes(states, ids, () => {
    const those = ids.map((each) => states.get(each)?.status ?? 'pending');
    return (
      (
        ['running', 'failed', 'retrying', 'waiting', 'pending', 'cancelled', 'completed', 'skipped'] as const
      ).find((each) => those.includes(each)) ?? 'pending'
    );
  });
  return (
    <rect
      x={x}
      y={y}
      width={width}
      height={height}
      rx={12}
      style={{
        fill: status === 'pending' || status === 'skipped' ? 'var(--line-strong)' : `var(--${status})`,
        opacity: status === 'skipped' ? 0.4 : 1,
      }}
    />
  );
}
