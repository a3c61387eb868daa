import { Handle, type NodeProps, Position, useStore } from '@xyflow/react';
import { ExternalLink, RefreshCcw } from 'lucide-react';
import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { NODE_STATUSES, type NodeStatus, type Progress } from '../../api/types';
import { cn } from '../../lib/cn';
import { StatusIcon } from '../StatusBadge';
import { BUNDLE } from './branches';
import { useNodes, useScene } from './context';
import type { NodeView } from './edges';
import { TypeIcon } from './TypeIcon';
import { NodeTime } from './NodeTime';

const FRAMES: Record<NodeStatus, string> = {
  pending: 'border-line-strong bg-surface',
  running: 'border-running bg-surface flow-running',
  waiting: 'border-waiting bg-surface',
  retrying: 'border-retrying bg-surface',
  completed: 'border-completed/70 bg-surface',
  failed: 'border-failed bg-surface border-2',
  skipped: 'border-dashed border-line-strong bg-ground shadow-none',
  cancelled: 'border-dotted border-2 border-cancelled bg-surface',
};

const TILES: Record<NodeStatus, string> = {
  pending: 'bg-pending-ground text-pending',
  running: 'bg-running-ground text-running',
  waiting: 'bg-waiting-ground text-waiting',
  retrying: 'bg-retrying-ground text-retrying',
  completed: 'bg-completed-ground text-completed',
  failed: 'bg-failed-ground text-failed',
  skipped: 'bg-skipped-ground text-skipped',
  cancelled: 'bg-cancelled-ground text-cancelled',
};

const INKS: Record<NodeStatus, string> = {
  pending: 'text-pending',
  running: 'text-running',
  waiting: 'text-waiting',
  retrying: 'text-retrying',
  completed: 'text-completed',
  failed: 'text-failed',
  skipped: 'text-skipped',
  cancelled: 'text-cancelled',
};

/** The farther away, the less is said, and the larger: `near` all of it, `middle` the name and the time, `far` the name alone. */
type Distance = 'near' | 'middle' | 'far';

const distanceOf = (zoom: number): Distance => (zoom < 0.3 ? 'far' : zoom < 0.66 ? 'middle' : 'near');

const useDistance = (): Distance => useStore((store) => distanceOf(store.transform[2]));

const NAMES: Record<Distance, string> = {
  near: 'line-clamp-2 break-words text-[13px] leading-[17px]',
  middle: 'line-clamp-2 break-words text-[16px] leading-[19px]',
  far: 'line-clamp-2 break-words text-[22px] leading-6',
};

export const NodeCard = memo(function NodeCard({ id }: NodeProps) {
  const scene = useScene();
  return scene.drawn.bundles.has(id) ? <BundleCard id={id} /> : <SingleCard id={id} />;
});

function SingleCard({ id }: { id: string }) {
  const { t } = useTranslation();
  const { graph, states, clock, plain } = useScene();
  const ids = useMemo(() => [id], [id]);
  const view = useNodes(states, ids, () => states.get(id));
  const selected = useNodes(states, ids, () => states.selected() === id);
  const distance = useDistance();
  const far = distance !== 'near';
  const node = graph.byId.get(id);
  if (!node) return null;
  const status = view?.status ?? 'pending';
  return (
    <Frame status={status} selected={selected} id={id}>
      <span
        className={cn(
          'flex shrink-0 items-center justify-center rounded-lg',
          TILES[status],
          distance === 'far' ? 'size-11' : distance === 'middle' ? 'size-9' : 'size-10',
        )}
      >
        <TypeIcon type={node.type} className={distance === 'far' ? 'size-7' : 'size-5'} />
      </span>
      <span className="flex min-w-0 flex-1 flex-col">
        <span
          className={cn(
            'font-medium',
            NAMES[distance],
            view?.progress && 'line-clamp-1',
            status === 'skipped' ? 'text-skipped' : 'text-ink',
          )}
          title={node.name}
        >
          {node.name}
        </span>
        {!far && (
          <span className="flex items-center gap-1.5 text-[11px] leading-4 text-ink-soft">
            <span className="truncate">
              {node.type}
              {node.itemType ? ` · ${node.itemType}` : ''}
            </span>
            {view && <Facts view={view} />}
            {view && (
              <span className="ml-auto pl-1 font-medium whitespace-nowrap">
                <NodeTime view={view} clock={clock} />
              </span>
            )}
          </span>
        )}
        {distance === 'middle' && view && (
          <span className="flex items-center gap-2 text-[14px] leading-4 whitespace-nowrap text-ink-soft">
            <NodeTime view={view} clock={clock} />
            <Facts view={view} />
          </span>
        )}
        {view?.progress && <ProgressBar progress={view.progress} />}
      </span>
      {!plain && (
        <span className={cn('mt-2.5 self-start', INKS[status])}>
          <StatusIcon status={status} className={distance === 'far' ? 'size-6' : 'size-5'} />
          <span className="sr-only">{t(`status.${status}`)}</span>
        </span>
      )}
      {view?.childId && (
        <Link
          to={`/executions/${view.childId}`}
          className="nodrag nopan absolute -right-2 -bottom-2 flex size-7 items-center justify-center rounded-full border border-line-strong bg-raised text-accent shadow-raised hover:bg-accent-ground"
          aria-label={t('graph.child', { name: node.name })}
          title={t('graph.child', { name: node.name })}
          onClick={(event) => event.stopPropagation()}
        >
          <ExternalLink aria-hidden className="size-3.5" />
        </Link>
      )}
    </Frame>
  );
}

function Facts({ view }: { view: NodeView }) {
  const { t } = useTranslation();
  if (view.reused) {
    return (
      <span className="rounded bg-sunken px-1 text-ink-soft" title={t('graph.reusedLong')}>
        {t('graph.reused')}
      </span>
    );
  }
  if (view.attempt === undefined || view.attempt < 2) return null;
  return (
    <span
      className="inline-flex items-center gap-0.5 rounded bg-retrying-ground px-1 font-medium text-retrying"
      title={t('graph.attempt', { count: view.attempt })}
    >
      <RefreshCcw aria-hidden className="size-2.5" />
      {view.attempt}
      <span className="sr-only">{t('graph.attempt', { count: view.attempt })}</span>
    </span>
  );
}

function ProgressBar({ progress }: { progress: Progress }) {
  const { total, done, failed = 0 } = progress;
  const share = (value: number) => `${Math.min(100, (100 * value) / Math.max(1, total ?? done))}%`;
  return (
    <span className="mt-0.5 flex items-center gap-1.5 text-[11px] leading-3 text-ink-soft tabular-nums">
      <span className="flex h-1.5 flex-1 overflow-hidden rounded-full bg-sunken">
        <span className="bg-running transition-[width]" style={{ width: share(done - failed) }} />
        <span className="bg-failed transition-[width]" style={{ width: share(failed) }} />
      </span>
      {done}
      {total === undefined ? '' : `/${total}`}
      {failed > 0 && <span className="font-medium text-failed">✕{failed}</span>}
    </span>
  );
}

function BundleCard({ id }: { id: string }) {
  const { t } = useTranslation();
  const { drawn, graph, states, plain, expand } = useScene();
  const bundle = drawn.bundles.get(id);
  const members = useMemo(() => bundle?.branches.flat() ?? [], [bundle]);
  const distance = useDistance();
  const far = distance !== 'near';
  const counts = useNodes(states, members, () => {
    const sums = new Map<NodeStatus, number>();
    for (const member of members) {
      const status = states.get(member)?.status ?? 'pending';
      sums.set(status, (sums.get(status) ?? 0) + 1);
    }
    return NODE_STATUSES.map((status) => sums.get(status) ?? 0).join(' ');
  });
  const those = counts.split(' ').map(Number);
  const count = (status: NodeStatus): number => those[NODE_STATUSES.indexOf(status)] ?? 0;
  const status = overall(count, members.length);
  const selected = useNodes(states, members, () => members.includes(states.selected() ?? ''));
  const name = drawn.graph.byId.get(id)?.name ?? id;
  const type = graph.byId.get(members[0] ?? '')?.type ?? BUNDLE;
  const branches = bundle?.branches.length ?? 0;
  return (
    <Frame status={status} selected={selected} id={id} stacked>
      <button
        type="button"
        className="nodrag nopan flex min-w-0 flex-1 flex-col gap-1.5 text-left"
        onClick={(event) => {
          event.stopPropagation();
          expand(id);
        }}
        title={t('graph.expand')}
      >
        <span className="flex min-w-0 items-center gap-2.5">
          <span className={cn('flex size-9 shrink-0 items-center justify-center rounded-lg', TILES[status])}>
            <TypeIcon type={type} className="size-5" />
          </span>
          <span className="flex min-w-0 flex-1 flex-col">
            <span
              className={cn(
                'font-medium text-ink',
                far ? 'truncate text-xl' : 'truncate text-[13px] leading-5',
              )}
            >
              {name}
            </span>
            {!far && (
              <span className="truncate text-[11px] leading-4 text-ink-soft">
                {t('graph.branches', { count: branches })} · {t('graph.nodes', { count: members.length })}
              </span>
            )}
          </span>
          {!plain && (
            <span className={INKS[status]}>
              <StatusIcon status={status} className={far ? 'size-8' : 'size-4.5'} />
              <span className="sr-only">{t(`status.${status}`)}</span>
            </span>
          )}
        </span>
        {!plain && (
          <span className="flex h-1.5 w-full overflow-hidden rounded-full bg-sunken">
            {(['completed', 'failed', 'running', 'retrying', 'waiting', 'cancelled'] as const).map((each) => (
              <span
                key={each}
                className={BARS[each]}
                style={{ width: `${(100 * count(each)) / members.length}%` }}
              />
            ))}
          </span>
        )}
        {!far && !plain && (
          <span className="flex gap-2 text-[11px] leading-3 text-ink-soft tabular-nums">
            {NODE_STATUSES.filter((each) => count(each) > 0).map((each) => (
              <span
                key={each}
                className={cn('inline-flex items-center gap-0.5', INKS[each])}
                title={t(`status.${each}`)}
              >
                <StatusIcon status={each} className="size-3 animate-none" />
                {count(each)}
                <span className="sr-only">{t(`status.${each}`)}</span>
              </span>
            ))}
          </span>
        )}
      </button>
    </Frame>
  );
}

const BARS: Record<'completed' | 'failed' | 'running' | 'retrying' | 'waiting' | 'cancelled', string> = {
  completed: 'bg-completed',
  failed: 'bg-failed',
  running: 'bg-running',
  retrying: 'bg-retrying',
  waiting: 'bg-waiting',
  cancelled: 'bg-cancelled',
};

function overall(count: (status: NodeStatus) => number, all: number): NodeStatus {
  if (count('running') > 0) return 'running';
  if (count('failed') > 0) return 'failed';
  if (count('retrying') > 0) return 'retrying';
  if (count('waiting') > 0) return 'waiting';
  if (count('cancelled') > 0) return 'cancelled';
  if (count('skipped') === all) return 'skipped';
  if (count('completed') + count('skipped') === all) return 'completed';
  return count('completed') > 0 ? 'running' : 'pending';
}

function Frame({
  status,
  selected,
  id,
  stacked = false,
  children,
}: {
  status: NodeStatus;
  selected: boolean;
  id: string;
  stacked?: boolean;
  children: React.ReactNode;
}) {
  const { direction } = useScene();
  return (
    <div
      data-node={id}
      data-status={status}
      className={cn(
        'flow-card relative flex size-full items-center gap-2.5 rounded-xl border px-3 text-left shadow-raised',
        FRAMES[status],
        stacked && 'flow-stacked',
        selected && 'ring-2 ring-accent ring-offset-2 ring-offset-ground',
      )}
    >
      <Handle
        type="target"
        position={direction === 'right' ? Position.Left : Position.Top}
        className="flow-handle"
      />
      {children}
      <Handle
        type="source"
        position={direction === 'right' ? Position.Right : Position.Bottom}
        className="flow-handle"
      />
    </div>
  );
}
