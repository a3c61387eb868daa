import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDownToLine } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/Button';
import { useUnits } from '../../components/Duration';
import { Select } from '../../components/Field';
import type { Graph } from '../../components/graph/model';
import { STATUS_COLOURS, StatusIcon } from '../../components/StatusBadge';
import { cn } from '../../lib/cn';
import { GROUPS, type Group, eventText, isIn, lookOfEvent } from './eventText';
import type { RunLog } from './runLog';

interface Props {
  log: RunLog;
  version: number;
  graph: Graph;
  at: number | undefined;
  live: boolean;
  selected: string | undefined;
  onSelect: (nodeId: string | undefined) => void;
  onGo: (seq: number) => void;
}

const ROW = 28;
const EVERY = '*';
const SELECTED = '@';

/** Every event there is, as it came. A click shows the execution at that event. */
export function EventLog({ log, version, graph, at, live, selected, onSelect, onGo }: Props) {
  const { t } = useTranslation();
  const units = useUnits();
  const [group, setGroup] = useState<Group>('all');
  const [node, setNode] = useState(EVERY);
  const [follow, setFollow] = useState(true);
  const scroll = useRef<HTMLDivElement>(null);
  const wanted = node === SELECTED ? selected : node === EVERY ? undefined : node;
  const entries = useMemo(
    () =>
      log.entries.filter(
        ({ event }) =>
          isIn(group, event.type) && (wanted === undefined || ('nodeId' in event && event.nodeId === wanted)),
      ),
    // The log is changed in place; its version says when.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [log, version, group, wanted],
  );
  const list = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    overscan: 6,
    useFlushSync: false,
  });
  const position =
    at === undefined ? entries.length - 1 : entries.findLastIndex(({ event }) => event.seq <= at);
  const following = at !== undefined || (live && follow);
  useEffect(() => {
    if (following && position >= 0)
      list.scrollToIndex(position, { align: at === undefined ? 'end' : 'auto' });
  }, [list, following, position, at]);
  const start = log.timeAt(log.firstSeq) ?? 0;
  return (
    <div className="flex h-full min-h-0 flex-col text-xs">
      <div className="flex shrink-0 flex-wrap items-center gap-2 border-b px-3 py-1.5">
        <Select
          className="h-7 text-xs"
          aria-label={t('execution.events.group')}
          value={group}
          onChange={(event) => setGroup(event.target.value as Group)}
        >
          {GROUPS.map((each) => (
            <option key={each} value={each}>
              {t(`execution.events.${each}`)}
            </option>
          ))}
        </Select>
        <Select
          className="h-7 max-w-48 text-xs"
          aria-label={t('execution.events.node')}
          value={node}
          onChange={(event) => setNode(event.target.value)}
        >
          <option value={EVERY}>{t('execution.events.everyNode')}</option>
          <option value={SELECTED}>{t('execution.events.selectedNode')}</option>
          {graph.nodes.map((each) => (
            <option key={each.id} value={each.id}>
              {each.name}
            </option>
          ))}
        </Select>
        <span className="text-ink-faint tabular-nums">
          {t('execution.events.count', { count: entries.length })}
        </span>
        {live && (
          <Button
            look="quiet"
            size="small"
            className={cn('ml-auto', follow && 'bg-accent-ground text-accent')}
            aria-pressed={follow}
            onClick={() => setFollow(!follow)}
          >
            <ArrowDownToLine aria-hidden className="size-3.5" />
            {t('execution.events.follow')}
          </Button>
        )}
      </div>
      <div
        ref={scroll}
        className="min-h-0 flex-1 overflow-y-auto font-mono"
        role="region"
        aria-label={t('execution.events.label')}
        tabIndex={0}
        onWheel={(event) => {
          if (event.deltaY < 0) setFollow(false);
        }}
      >
        {entries.length === 0 && <p className="p-4 font-sans text-ink-faint">{t('execution.events.none')}</p>}
        <div className="relative" style={{ height: list.getTotalSize() }}>
          {list.getVirtualItems().map((item) => {
            const entry = entries[item.index];
            if (!entry) return null;
            const { event } = entry;
            const look = lookOfEvent(event.type);
            const nodeId = 'nodeId' in event ? event.nodeId : undefined;
            const words = eventText(event, t, units);
            return (
              <button
                type="button"
                key={event.seq}
                data-seq={event.seq}
                className={cn(
                  'absolute inset-x-0 flex items-center gap-2 px-3 text-left hover:bg-sunken focus-visible:-outline-offset-2',
                  at !== undefined && event.seq > at && 'bg-sunken italic',
                  at === event.seq && 'bg-accent-ground hover:bg-accent-ground',
                )}
                style={{ transform: `translateY(${item.start}px)`, height: ROW }}
                title={new Date(event.timestamp).toISOString()}
                onClick={() => {
                  onGo(event.seq);
                  if (nodeId !== undefined) onSelect(nodeId);
                }}
              >
                <span className="w-10 shrink-0 text-right text-ink-faint tabular-nums">{event.seq}</span>
                <span className="w-20 shrink-0 text-right text-ink-soft tabular-nums max-sm:hidden">
                  +{((event.timestamp - start) / 1_000).toFixed(3)}
                </span>
                <span
                  className={cn(
                    'inline-flex shrink-0 items-center gap-1 rounded px-1.5 py-px',
                    STATUS_COLOURS[look],
                  )}
                >
                  <StatusIcon status={look} className="size-3 animate-none" />
                  {event.type}
                </span>
                {nodeId !== undefined && (
                  <span className="shrink-0 font-sans font-medium text-ink">
                    {graph.byId.get(nodeId)?.name ?? nodeId}
                  </span>
                )}
                <span className="truncate font-sans text-ink-soft">{words}</span>
              </button>
            );
          })}
        </div>
      </div>
    </div>
  );
}
