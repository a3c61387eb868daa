import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowRightLeft, BellRing, Workflow } from 'lucide-react';
import { type CSSProperties, memo, useEffect, useRef, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useUnits } from '../../components/Duration';
import type { Graph } from '../../components/graph/model';
import { TypeIcon } from '../../components/graph/TypeIcon';
import type { NodeStatus } from '../../api/types';
import { cn } from '../../lib/cn';
import type { Clock } from '../../lib/clock';
import { formatDuration } from '../../lib/duration';
import type { RunLog } from './runLog';
import { type Mark, type Row, type Segment, niceStep, rowAt } from './timeline';

interface Props {
  log: RunLog;
  graph: Graph;
  clock: Clock;
  at: number | undefined;
  finished: boolean;
  selected: string | undefined;
  onSelect: (nodeId: string | undefined) => void;
}

const ROW = 28;

/**
 * When what ran. The axis is the whole log's, whatever event is shown. What is under way grows by one CSS variable that goes with
 * the clock: React draws only what events change.
 */
export function TimelinePanel({ log, graph, clock, at, finished, selected, onSelect }: Props) {
  const { t } = useTranslation();
  const chart = useRef<HTMLDivElement>(null);
  const scroll = useRef<HTMLDivElement>(null);
  const start = log.timeline.start ?? log.live.startTime ?? 0;
  const last = log.timeAt(log.lastSeq) ?? start;
  const span = useSyncExternalStore(clock.subscribe, () => {
    const length = Math.max(last, log.live.endTime ?? 0, finished ? 0 : clock.now()) - start;
    const step = niceStep(Math.max(length, 1));
    return finished ? Math.max(length, 1) : Math.ceil((length + 1) / step) * step;
  });
  useEffect(() => {
    const turn = () => {
      chart.current?.style.setProperty('--now', String(Math.max(0, clock.now() - start)));
    };
    turn();
    return clock.subscribe(turn);
  }, [clock, start]);
  const rows = log.timeline.rows.filter(
    (row) => at === undefined || (row.segments[0]?.startSeq ?? Infinity) <= at,
  );
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    overscan: 4,
    useFlushSync: false,
  });
  // What began last is in sight, until somebody scrolls up.
  const follow = useRef(true);
  const count = rows.length;
  useEffect(() => {
    if (follow.current && !finished && count > 0) list.scrollToIndex(count - 1);
  }, [list, count, finished]);
  const marks = log.timeline.marks.filter((mark) => at === undefined || mark.seq <= at);
  return (
    <div
      ref={chart}
      className="flex h-full min-h-0 flex-col text-xs"
      style={{ '--span': span, '--now': 0 } as CSSProperties}
    >
      <Axis span={span} marks={marks} start={start} />
      <div
        ref={scroll}
        className="min-h-0 flex-1 overflow-y-auto"
        role="region"
        aria-label={t('execution.timeline')}
        onWheel={(event) => {
          follow.current = event.deltaY > 0;
        }}
        tabIndex={0}
      >
        <div className="relative" style={{ height: list.getTotalSize() }}>
          {list.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return row ? (
              <RowView
                key={row.nodeId}
                top={item.start}
                row={row}
                at={at}
                stamp={row.segments.length * 2 + (row.segments.at(-1)?.end === undefined ? 0 : 1)}
                start={start}
                name={
                  row.nodeId === '' ? t('execution.whole') : (graph.byId.get(row.nodeId)?.name ?? row.nodeId)
                }
                type={graph.byId.get(row.nodeId)?.type}
                selected={row.nodeId !== '' && selected === row.nodeId}
                onSelect={onSelect}
              />
            ) : null;
          })}
        </div>
      </div>
    </div>
  );
}

const NAMES = 'w-32 sm:w-48 shrink-0';
const left = (time: number): string => `calc(${time} / var(--span) * 100%)`;

function Axis({ span, marks, start }: { span: number; marks: Mark[]; start: number }) {
  const { t } = useTranslation();
  const units = useUnits();
  const step = niceStep(span, matchMedia('(min-width: 640px)').matches ? 6 : 2);
  const ticks = Array.from({ length: Math.floor(span / step) + 1 }, (_, i) => i * step).filter(
    (tick) => tick < span * 0.97,
  );
  return (
    <div className="flex h-7 shrink-0 overflow-x-clip border-b">
      <div className={NAMES} />
      <div className="relative mr-4 flex-1">
        {ticks.map((tick) => (
          <span
            key={tick}
            className="absolute bottom-0.5 border-l pl-1 whitespace-nowrap text-ink-faint tabular-nums"
            style={{ left: left(tick) }}
          >
            {formatDuration(tick, units)}
          </span>
        ))}
        {marks.map((mark) => (
          <span
            key={mark.seq}
            className={cn(
              'absolute top-0.5 z-10 -translate-x-1/2 rounded-full border bg-raised p-0.5',
              mark.kind === 'takeover' ? 'border-retrying text-retrying' : 'border-waiting text-waiting',
            )}
            style={{ left: left(mark.at - start) }}
            title={t(`execution.mark.${mark.kind}`, { text: mark.text })}
          >
            {mark.kind === 'takeover' ? (
              <ArrowRightLeft aria-hidden className="size-2.5" />
            ) : (
              <BellRing aria-hidden className="size-2.5" />
            )}
            <span className="sr-only">{t(`execution.mark.${mark.kind}`, { text: mark.text })}</span>
          </span>
        ))}
      </div>
    </div>
  );
}

interface RowProps {
  row: Row;
  at: number | undefined;
  /** Changes with the row, which is changed in place. */
  stamp: number;
  top: number;
  start: number;
  name: string;
  type: string | undefined;
  selected: boolean;
  onSelect: (nodeId: string | undefined) => void;
}

const RowView = memo(function RowView({ row, at, top, start, name, type, selected, onSelect }: RowProps) {
  const { t } = useTranslation();
  const units = useUnits();
  const segments = rowAt(row.segments, at);
  return (
    <button
      type="button"
      className={cn(
        'absolute inset-x-0 flex items-center border-b border-line/60 text-left hover:bg-sunken focus-visible:-outline-offset-2',
        selected && 'bg-accent-ground hover:bg-accent-ground',
      )}
      style={{ transform: `translateY(${top}px)`, height: ROW }}
      aria-pressed={selected}
      onClick={() => onSelect(row.nodeId === '' ? undefined : row.nodeId)}
    >
      <span className={cn(NAMES, 'flex items-center gap-1.5 px-3')}>
        {type === undefined ? (
          <Workflow aria-hidden className="size-3.5 shrink-0 text-ink-faint" />
        ) : (
          <TypeIcon type={type} className="size-3.5 shrink-0 text-ink-faint" />
        )}
        <span className={cn('truncate', row.nodeId === '' && 'font-medium')} title={name}>
          {name}
        </span>
      </span>
      <span className="relative mr-4 h-full flex-1">
        {segments.map((segment) => (
          <Bar
            key={segment.startSeq}
            segment={segment}
            start={start}
            title={titleOf(segment)}
            became={segments.at(-1)?.outcome}
          />
        ))}
        <span
          aria-hidden
          className="absolute inset-y-0 border-l border-accent/50"
          style={{ left: 'calc(min(var(--now), var(--span)) / var(--span) * 100%)' }}
        />
      </span>
    </button>
  );

  function titleOf(segment: Segment): string {
    return [
      t(`execution.segment.${segment.kind}`),
      segment.attempt !== undefined && t('graph.attempt', { count: segment.attempt }),
      segment.end !== undefined && formatDuration(segment.end - segment.start, units),
      segment.outcome !== undefined && t(`status.${segment.outcome}`),
      segment.executor,
      segment.takenOver && t('execution.takenOver'),
    ]
      .filter((part) => typeof part === 'string' && part !== '')
      .join(' · ');
  }
});

function Bar({
  segment,
  start,
  title,
  became,
}: {
  segment: Segment;
  start: number;
  title: string;
  /** What became of it all in the end. */
  became: NodeStatus | undefined;
}) {
  const from = segment.start - start;
  const open = segment.end === undefined;
  const width = open
    ? `calc((var(--now) - ${from}) / var(--span) * 100%)`
    : `calc(${(segment.end ?? 0) - segment.start} / var(--span) * 100%)`;
  return (
    <span
      title={title}
      data-segment={segment.kind}
      className={cn('absolute top-1/2 min-w-[3px] -translate-y-1/2 rounded-sm', lookOf(segment, became))}
      style={{ left: left(from), width }}
    >
      {segment.kind === 'run' && (segment.attempt ?? 1) > 1 && (
        <span className="absolute inset-0 overflow-hidden px-1 text-[10px] leading-[14px] font-medium text-surface">
          {segment.attempt}
        </span>
      )}
    </span>
  );
}

function lookOf(segment: Segment, became: NodeStatus | undefined): string {
  switch (segment.kind) {
    case 'wait':
      return 'flow-hatched h-3.5 border border-waiting text-waiting';
    case 'delay':
      return 'h-0 border-t-2 border-dotted border-retrying rounded-none';
    case 'queue':
      return 'h-2 border border-dashed border-pending';
    case 'idle':
      return 'flow-hatched h-2 text-waiting';
    case 'pause':
      return 'flow-hatched h-2 border border-waiting text-waiting';
    case 'run':
      return cn('h-3.5', lookOfRun(segment, became));
  }
}

function lookOfRun({ outcome: own, end, takenOver }: Segment, became: NodeStatus | undefined): string {
  // A piece that only a wait has ended shares the fate of the whole.
  const outcome = own ?? (end === undefined ? undefined : became);
  if (outcome === undefined) return end === undefined ? 'bg-running flow-striped' : 'bg-running';
  if (outcome === 'failed') return 'bg-failed';
  if (outcome !== 'cancelled') return 'bg-completed';
  return cn('bg-cancelled', takenOver && 'rounded-r-none border-r-4 border-double border-retrying');
}
