import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isFinished } from '../../api/types';
import { Duration, TickingDuration } from '../../components/Duration';
import { StatusBadge } from '../../components/StatusBadge';
import { cn } from '../../lib/cn';
import type { ListItem } from '../../live/list';
import { Start } from './Start';

interface Props {
  items: readonly ListItem[];
  total: number | undefined;
  ahead: number;
  frozenAt: number | undefined;
  hasMore: boolean;
  onMore: () => void;
}

const COLUMNS = 'lg:grid-cols-[9rem_minmax(12rem,1.4fr)_11rem_8rem_minmax(16rem,1fr)]';
const ROW = { wide: 48, narrow: 92 };
/** How near the end the next page is asked for. */
const NEAR = 20;

/** The rows on the screen and some around it, however many there are; on a narrow screen each is a card. */
export function Rows({ items, total, ahead, frozenAt, hasMore, onMore }: Props) {
  const { t } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  const [offset, setOffset] = useState(0);
  const wide = useWide();
  const virtual = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => (wide ? ROW.wide : ROW.narrow),
    getItemKey: (index) => items[index]?.executionId ?? index,
    overscan: 12,
    scrollMargin: offset,
  });
  useLayoutEffect(() => {
    const top = list.current?.getBoundingClientRect().top ?? 0;
    setOffset(Math.round(top + window.scrollY));
  }, [wide, items.length === 0]); // eslint-disable-line react-hooks/exhaustive-deps
  useEffect(() => {
    virtual.measure();
  }, [wide, virtual]);
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? -1;
  useEffect(() => {
    if (hasMore && last >= items.length - NEAR) onMore();
  }, [hasMore, last, items.length, onMore]);

  return (
    <div
      role="table"
      aria-label={t('app.executions')}
      aria-rowcount={hasMore ? (total ?? -1) : items.length + 1}
      className="lg:overflow-clip lg:rounded-xl lg:border lg:bg-surface"
    >
      <div
        role="row"
        className={cn(
          'sr-only lg:not-sr-only lg:sticky lg:top-14 lg:z-10 lg:grid lg:gap-4 lg:border-b lg:bg-sunken lg:px-4 lg:py-2 lg:text-xs lg:font-medium lg:text-ink-soft',
          COLUMNS,
        )}
      >
        {(['status', 'workflow', 'start', 'duration', 'id'] as const).map((column) => (
          <span key={column} role="columnheader">
            {t(`executions.${column}`)}
          </span>
        ))}
      </div>
      {/* The links in it have the focus; it only hears their keys. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        ref={list}
        role="rowgroup"
        className="relative"
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={move}
      >
        {shown.map(({ index, key, start, size }) => {
          const item = items[index];
          return (
            item && (
              <div
                key={key}
                role="row"
                aria-rowindex={index + 2}
                className="absolute inset-x-0 top-0 pb-2 lg:pb-0"
                style={{
                  height: size,
                  transform: `translateY(${String(start - virtual.options.scrollMargin)}px)`,
                }}
              >
                <Row item={item} ahead={ahead} frozenAt={frozenAt} />
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

const Row = memo(function Row({
  item,
  ahead,
  frozenAt,
}: {
  item: ListItem;
  ahead: number;
  frozenAt: number | undefined;
}) {
  const { t } = useTranslation();
  return (
    <div
      data-execution={item.executionId}
      data-status={item.status}
      className={cn(
        'group relative grid h-full grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1 rounded-xl border bg-surface px-4 py-2.5 transition-colors hover:bg-sunken',
        'lg:rounded-none lg:border-0 lg:border-b lg:py-0',
        COLUMNS,
        item.status === 'running' && 'row-running overflow-clip',
      )}
    >
      <span role="cell" className="order-2 justify-self-end lg:order-none lg:justify-self-start">
        <StatusBadge status={item.status} />
      </span>
      <span role="cell" className="order-1 flex min-w-0 items-baseline gap-2 lg:order-none">
        <Link
          to={`/executions/${item.executionId}`}
          title={item.workflowName}
          className="truncate font-medium after:absolute after:inset-0 after:rounded-xl lg:after:rounded-none"
        >
          {item.workflowName}
        </Link>
        <span className="shrink-0 text-xs text-ink-faint" title={t('executions.version')}>
          v{item.version}
        </span>
      </span>
      <span role="cell" className="order-3 text-sm text-ink-soft lg:order-none">
        <Start time={item.startTime} />
      </span>
      <span role="cell" className="order-4 justify-self-end text-sm lg:order-none lg:justify-self-start">
        {isFinished(item.status) ? (
          <Duration millis={item.executionTime ?? (item.endTime ?? item.startTime) - item.startTime} />
        ) : (
          <TickingDuration
            since={item.startTime}
            ahead={ahead}
            {...(frozenAt === undefined ? {} : { frozenAt: frozenAt + ahead })}
          />
        )}
      </span>
      <span
        role="cell"
        className="order-5 col-span-2 truncate font-mono text-xs text-ink-faint lg:order-none lg:col-span-1"
      >
        {item.executionId}
      </span>
    </div>
  );
});

/** Up and down go from row to row. */
function move(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const row = (event.target as HTMLElement).closest('[role=row]');
  if (step === undefined || !row) return;
  const index = Number(row.getAttribute('aria-rowindex')) + step;
  const next = event.currentTarget.querySelector<HTMLElement>(`[aria-rowindex="${String(index)}"] a`);
  if (!next) return;
  event.preventDefault();
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}

function useWide(): boolean {
  const [wide, setWide] = useState(() => window.matchMedia('(min-width: 64rem)').matches);
  useEffect(() => {
    const query = window.matchMedia('(min-width: 64rem)');
    const changed = () => {
      setWide(query.matches);
    };
    query.addEventListener('change', changed);
    return () => {
      query.removeEventListener('change', changed);
    };
  }, []);
  return wide;
}
