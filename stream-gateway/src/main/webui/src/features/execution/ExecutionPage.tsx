import { Tabs } from 'radix-ui';
import { type ReactNode, useCallback, useLayoutEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { ProblemError } from '../../api/client';
import { isFinished } from '../../api/types';
import { type Definition, graphOf } from '../../components/graph/model';
import { NodeStates } from '../../components/graph/nodeStates';
import { WorkflowGraph } from '../../components/graph/WorkflowGraph';
import { Splitter } from '../../components/Splitter';
import { EventLog } from './EventLog';
import './execution.css';
import { Inspector } from './Inspector';
import { RunHeader } from './RunHeader';
import { TimelinePanel } from './TimelinePanel';
import { TravelBar } from './TravelBar';
import { useKept } from './useKept';
import { useDetail, useMayOperate, useRun, useViewClock } from './useRun';
import { usePlayback, useTravel } from './useTravel';

export function ExecutionPage() {
  const { executionId = '' } = useParams();
  return <Execution key={executionId} executionId={executionId} />;
}

function Execution({ executionId }: { executionId: string }) {
  const { t } = useTranslation();
  const run = useRun(executionId);
  const { log } = run;
  const detail = useDetail(executionId, log.live);
  const may = useMayOperate();
  const journey = useTravel();
  const at =
    journey.at === undefined || !log.isComplete
      ? undefined
      : Math.min(Math.max(journey.at, log.firstSeq), log.lastSeq);
  const shown = at === undefined ? log.live : log.stateAt(at);
  const finished = isFinished(log.live.status);
  const clock = useViewClock(run, shown, at, journey.playing);
  const { go } = journey;
  const play = usePlayback(run, clock, journey);
  const [selected, select] = useSelection();
  const [tab, setTab] = useState<Tab>(selected === undefined ? 'timeline' : 'details');
  const show = useCallback(
    (id: string | undefined) => {
      select(id);
      if (id !== undefined) setTab('details');
    },
    [select],
  );
  const [states] = useState(() => new NodeStates());
  useLayoutEffect(() => {
    states.show(shown.nodes);
  }, [states, shown]);
  const source = detail.data?.definition;
  const text = useMemo(() => (source === undefined ? undefined : JSON.stringify(source)), [source]);
  const graph = useMemo(() => graphOf(text === undefined ? {} : (JSON.parse(text) as Definition)), [text]);
  const travel = useMemo(() => ({ ...journey, play }), [journey, play]);

  if (detail.error instanceof ProblemError && (detail.error.status === 404 || detail.error.status === 400))
    return <Unknown id={executionId} />;

  const version = run.current();
  const picture = (
    <WorkflowGraph
      graph={graph}
      states={states}
      clock={clock}
      selected={selected}
      onSelect={show}
      live={!finished || at !== undefined}
      className="size-full"
    />
  );
  const timeline = (
    <TimelinePanel
      log={log}
      graph={graph}
      clock={clock}
      at={at}
      finished={finished}
      selected={selected}
      onSelect={show}
    />
  );
  const events = (
    <EventLog
      log={log}
      version={version}
      graph={graph}
      at={at}
      live={!finished}
      selected={selected}
      onSelect={select}
      onGo={go}
    />
  );
  const inspector = (
    <Inspector
      log={log}
      graph={graph}
      shown={shown}
      detail={detail.data}
      clock={clock}
      at={at}
      selected={selected}
      onSelect={select}
    />
  );
  return (
    <div
      className="flex min-h-0 flex-1 flex-col lg:h-[calc(100dvh-3.5rem-1px)] lg:flex-none"
      data-execution={executionId}
      data-seq={shown.seq}
    >
      <title>{`${log.live.workflowName ?? t('app.executions')} · Flowcast`}</title>
      <RunHeader
        shown={shown}
        live={log.live}
        freshness={run.freshness}
        clock={clock}
        may={may}
        retriedBy={detail.data?.retriedBy}
      />
      <Panels
        picture={picture}
        travel={<TravelBar log={log} travel={{ ...travel, at }} finished={finished} />}
        timeline={timeline}
        events={events}
        inspector={inspector}
        tab={tab}
        onTab={setTab}
      />
    </div>
  );
}

interface PanelsProps {
  picture: ReactNode;
  travel: ReactNode;
  timeline: ReactNode;
  events: ReactNode;
  inspector: ReactNode;
  /** Of the phone's, which has the details among them. */
  tab: Tab;
  onTab: (tab: Tab) => void;
}

type Tab = 'timeline' | 'events' | 'details';

/** Side by side with dividers where there is room; on a phone one below the other, in tabs. */
function Panels({ picture, travel, timeline, events, inspector, tab: open, onTab }: PanelsProps) {
  const { t } = useTranslation();
  const wide = useWide();
  const [side, setSide] = useKept('flowcast.execution.side', 380);
  const [dock, setDock] = useKept('flowcast.execution.dock', 264);
  const tab = (value: string, label: string) => (
    <Tabs.Trigger
      value={value}
      className="border-b-2 border-transparent px-3 py-2 text-sm font-medium text-ink-soft hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
    >
      {label}
    </Tabs.Trigger>
  );
  if (!wide) {
    return (
      <>
        <div className="h-[55dvh] shrink-0">{picture}</div>
        {travel}
        <Tabs.Root
          value={open}
          onValueChange={(value) => onTab(value as Tab)}
          className="flex flex-1 flex-col border-t bg-surface"
        >
          <Tabs.List className="flex shrink-0 border-b px-1" aria-label={t('execution.panels')}>
            {tab('timeline', t('execution.timeline'))}
            {tab('events', t('execution.events.label'))}
            {tab('details', t('execution.details'))}
          </Tabs.List>
          <Tabs.Content value="timeline" className="h-80">
            {timeline}
          </Tabs.Content>
          <Tabs.Content value="events" className="h-[60dvh]">
            {events}
          </Tabs.Content>
          <Tabs.Content value="details">{inspector}</Tabs.Content>
        </Tabs.Root>
      </>
    );
  }
  return (
    <>
      <div className="flex min-h-0 flex-1">
        <div className="min-w-0 flex-1">{picture}</div>
        <Splitter
          orientation="vertical"
          size={side}
          least={280}
          most={900}
          onSize={setSide}
          label={t('execution.resizeSide')}
        />
        <aside
          role="region"
          className="max-w-[60%] shrink-0 overflow-y-auto bg-surface"
          style={{ width: side }}
          aria-label={t('execution.details')}
          tabIndex={0}
        >
          {inspector}
        </aside>
      </div>
      {travel}
      <Splitter
        orientation="horizontal"
        size={dock}
        least={120}
        most={700}
        onSize={setDock}
        label={t('execution.resizeDock')}
      />
      <Tabs.Root
        defaultValue="timeline"
        className="flex max-h-[60%] min-h-0 shrink-0 flex-col bg-surface"
        style={{ height: dock }}
      >
        <Tabs.List className="flex shrink-0 border-b px-1" aria-label={t('execution.panels')}>
          {tab('timeline', t('execution.timeline'))}
          {tab('events', t('execution.events.label'))}
        </Tabs.List>
        <Tabs.Content value="timeline" className="min-h-0 flex-1">
          {timeline}
        </Tabs.Content>
        <Tabs.Content value="events" className="min-h-0 flex-1">
          {events}
        </Tabs.Content>
      </Tabs.Root>
    </>
  );
}

function useSelection(): [string | undefined, (id: string | undefined) => void] {
  const [params, setParams] = useSearchParams();
  const select = useCallback(
    (id: string | undefined) => {
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          if (id === undefined) next.delete('node');
          else next.set('node', id);
          return next;
        },
        { replace: true },
      );
    },
    [setParams],
  );
  return [params.get('node') ?? undefined, select];
}

const WIDE = '(min-width: 1024px)';

function useWide(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = matchMedia(WIDE);
      query.addEventListener('change', listener);
      return () => query.removeEventListener('change', listener);
    },
    () => matchMedia(WIDE).matches,
  );
}

function Unknown({ id }: { id: string }) {
  const { t } = useTranslation();
  return (
    <div role="alert" className="m-auto flex max-w-lg flex-col items-center gap-3 p-8 text-center">
      <p className="text-lg font-semibold">{t('execution.unknown')}</p>
      <p className="font-mono text-sm break-all text-ink-soft">{id}</p>
      <Link to="/executions" className="text-accent underline">
        {t('execution.back')}
      </Link>
    </div>
  );
}
