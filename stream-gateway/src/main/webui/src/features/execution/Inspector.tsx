import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, ExternalLink } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { get } from '../../api/client';
import { type ExecutionDetail, executionPath } from '../../api/execution';
import type { ExecutionPage as PageOfExecutions, Json, Problem } from '../../api/types';
import { Button } from '../../components/Button';
import { CopyButton } from '../../components/CopyButton';
import { Duration } from '../../components/Duration';
import type { Graph, GraphNode } from '../../components/graph/model';
import { NodeTime } from '../../components/graph/NodeTime';
import { TypeIcon } from '../../components/graph/TypeIcon';
import { JsonTree } from '../../components/JsonTree';
import { StatusBadge } from '../../components/StatusBadge';
import type { Clock } from '../../lib/clock';
import type { NodeState } from '../../live/events';
import type { ExecutionState } from '../../live/fold';
import type { RunLog } from './runLog';
import { rowAt } from './timeline';

interface Props {
  log: RunLog;
  graph: Graph;
  shown: ExecutionState;
  detail: ExecutionDetail | undefined;
  clock: Clock;
  at: number | undefined;
  selected: string | undefined;
  onSelect: (nodeId: string | undefined) => void;
}

/** What is known of the node that is selected, or of the execution. */
export function Inspector(props: Props) {
  const node = props.selected === undefined ? undefined : props.graph.byId.get(props.selected);
  return (
    <div className="flex flex-col gap-5 p-4" data-inspector={node?.id ?? ''}>
      {node ? <OfNode {...props} node={node} /> : <OfExecution {...props} />}
    </div>
  );
}

function OfNode({ log, shown, detail, clock, at, node, onSelect }: Props & { node: GraphNode }) {
  const { t, i18n } = useTranslation();
  const state: NodeState = shown.nodes[node.id] ?? { status: 'pending' };
  const known = detail?.nodeDetails[node.id];
  const settings = useMemo(() => settingsOf(node), [node]);
  const attempts = rowAt(log.timeline.rows.find((row) => row.nodeId === node.id)?.segments ?? [], at).filter(
    (segment) => segment.kind === 'run',
  );
  const time = (at: number | undefined) => (at === undefined ? undefined : moment(at, i18n.language));
  return (
    <>
      <header className="flex flex-col gap-2">
        <div className="flex items-start gap-2">
          <span className="flex size-9 shrink-0 items-center justify-center rounded-lg bg-sunken text-ink-soft">
            <TypeIcon type={node.type} className="size-5" />
          </span>
          <div className="min-w-0 flex-1">
            <h2 className="font-semibold break-words">{node.name}</h2>
            <p className="truncate font-mono text-xs text-ink-soft">
              {node.id} · {node.type}
              {node.itemType ? ` · ${node.itemType}` : ''}
            </p>
          </div>
          <Button look="quiet" size="small" onClick={() => onSelect(undefined)}>
            <ArrowLeft aria-hidden className="size-3.5" />
            {t('execution.whole')}
          </Button>
        </div>
        <div>
          <StatusBadge status={state.status} />
        </div>
      </header>
      <Facts>
        <Fact name={t('execution.fact.duration')}>
          {state.status === 'pending' || state.status === 'skipped' ? undefined : (
            <NodeTime view={state} clock={clock} />
          )}
        </Fact>
        <Fact name={t('execution.fact.attempt')}>{state.attempt}</Fact>
        <Fact name={t('execution.fact.start')}>{time(state.startTime)}</Fact>
        <Fact name={t('execution.fact.end')}>{time(state.endTime)}</Fact>
        <Fact name={t('execution.fact.until')}>{time(state.until)}</Fact>
        <Fact name={t('execution.fact.retryAt')}>{time(state.retryAt)}</Fact>
        <Fact name={t('execution.fact.signal')}>{state.signal}</Fact>
        <Fact name={t('execution.fact.executor')}>{state.executor}</Fact>
        <Fact name={t('execution.fact.progress')}>
          {state.progress &&
            `${state.progress.done}${state.progress.total === undefined ? '' : ` / ${state.progress.total}`}`}
        </Fact>
        <Fact name={t('execution.fact.reused')}>{state.reused ? t('graph.reusedLong') : undefined}</Fact>
      </Facts>
      {state.childId !== undefined && <ExecutionLink id={state.childId} label={t('execution.link.child')} />}
      {state.error && <Failure error={state.error} />}
      {(state.status === 'completed' || state.status === 'failed') && known?.output !== undefined && (
        <Part title={t('execution.output')}>
          <JsonTree value={known.output} label={t('execution.output')} />
        </Part>
      )}
      {attempts.length > 1 && (
        <Part title={t('execution.attempts')}>
          <ol className="flex flex-col divide-y rounded-lg border text-xs">
            {attempts.map((each) => (
              <li key={each.startSeq} className="flex items-center gap-2 px-2 py-1.5">
                <span className="w-5 text-right font-medium tabular-nums">{each.attempt}</span>
                <StatusBadge status={each.outcome ?? 'running'} />
                <span className="text-ink-soft">
                  {each.end !== undefined && <Duration millis={each.end - each.start} />}
                </span>
                <span className="ml-auto truncate font-mono text-ink-faint">{each.executor}</span>
              </li>
            ))}
          </ol>
        </Part>
      )}
      {startsExecutions(node) && (
        <Children executionId={shown.executionId} nodeId={node.id} status={state.status} />
      )}
      <Part title={t('execution.settings')}>
        <JsonTree value={settings} label={t('execution.settings')} />
      </Part>
    </>
  );
}

const startsExecutions = (node: GraphNode): boolean => node.itemType === 'workflow';

function settingsOf(node: GraphNode): Json {
  const { id, name, type, ...rest } = node.defined;
  return JSON.parse(JSON.stringify(rest)) as Json;
}

function OfExecution({ shown, detail, at }: Props) {
  const { t } = useTranslation();
  const finished = shown.endTime !== undefined;
  return (
    <>
      <h2 className="font-semibold">{t('execution.whole')}</h2>
      {shown.error && <Failure error={shown.error} />}
      {finished && at === undefined && detail?.output !== undefined && (
        <Part title={t('execution.output')}>
          <JsonTree value={detail.output} label={t('execution.output')} />
        </Part>
      )}
      {detail && (
        <Part title={t('execution.input')}>
          {detail.input === undefined || detail.input === null ? (
            <p className="text-sm text-ink-faint">{t('execution.noInput')}</p>
          ) : (
            <JsonTree value={detail.input} label={t('execution.input')} />
          )}
        </Part>
      )}
      {detail && <Links detail={detail} />}
    </>
  );
}

function Links({ detail }: { detail: ExecutionDetail }) {
  const { t } = useTranslation();
  const { parent, retryOf, retriedBy, rerunOf, rerunBy, trigger, traceId } = detail;
  return (
    <>
      {parent && (
        <ExecutionLink
          id={parent.executionId}
          label={t('execution.link.parent', { node: parent.nodeId })}
          at={parent.nodeId}
        />
      )}
      {retryOf && <ExecutionLink id={retryOf} label={t('execution.link.retryOf')} />}
      {retriedBy && <ExecutionLink id={retriedBy} label={t('execution.link.retriedBy')} />}
      {rerunOf && <ExecutionLink id={rerunOf} label={t('execution.link.rerunOf')} />}
      {(rerunBy ?? []).map((id) => (
        <ExecutionLink key={id} id={id} label={t('execution.link.rerunBy')} />
      ))}
      <Facts>
        <Fact name={t('execution.fact.trigger')}>
          {trigger === undefined
            ? undefined
            : typeof trigger === 'string'
              ? trigger
              : JSON.stringify(trigger)}
        </Fact>
        <Fact name={t('execution.fact.traceId')}>
          {traceId && (
            <span className="inline-flex items-center gap-1 font-mono text-xs break-all">
              {traceId}
              <CopyButton text={traceId} />
            </span>
          )}
        </Fact>
      </Facts>
    </>
  );
}

function ExecutionLink({ id, label, at }: { id: string; label: string; at?: string }) {
  return (
    <Link
      to={`/executions/${id}${at === undefined ? '' : `?node=${at}`}`}
      className="flex items-center gap-2 rounded-lg border px-3 py-2 text-sm hover:bg-sunken"
    >
      <span className="min-w-0 flex-1">
        <span className="block text-xs text-ink-soft">{label}</span>
        <span className="block truncate font-mono text-xs text-accent">{id}</span>
      </span>
      <ExternalLink aria-hidden className="size-4 shrink-0 text-ink-faint" />
    </Link>
  );
}

/** The executions that the items of a `for` started. */
function Children({ executionId, nodeId, status }: { executionId: string; nodeId: string; status: string }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['children', executionId, status],
    queryFn: ({ signal }) =>
      get<PageOfExecutions>(`${executionPath(executionId)}/children?limit=200`, signal),
    refetchInterval: status === 'running' ? 3_000 : false,
  });
  const mine = (data?.executions ?? []).filter((each) => each.parent?.nodeId === nodeId);
  if (mine.length === 0) return null;
  return (
    <Part title={t('execution.children')}>
      <ul className="flex max-h-72 flex-col divide-y overflow-y-auto rounded-lg border text-xs">
        {mine.map((each) => (
          <li key={each.executionId}>
            <Link
              to={`/executions/${each.executionId}`}
              className="flex items-center gap-2 px-2 py-1.5 hover:bg-sunken"
            >
              <span className="w-8 text-right text-ink-faint tabular-nums">{each.parent?.item}</span>
              <StatusBadge status={each.status} />
              <span className="truncate font-mono text-accent">{each.executionId}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Failure({ error }: { error: Problem }) {
  const { t } = useTranslation();
  return (
    <section
      className="rounded-lg border border-failed/60 bg-failed-ground p-3 text-sm"
      aria-label={t('execution.error')}
    >
      <p className="flex items-start gap-2 font-medium text-failed">
        <span className="flex-1">{error.title}</span>
        <span className="rounded border border-failed/50 px-1.5 font-mono text-xs">
          {error.type}
          {error.status === undefined ? '' : ` ${error.status}`}
        </span>
        <CopyButton text={JSON.stringify(error, null, 2)} className="-mt-0.5 text-failed" />
      </p>
      {error.detail && <p className="mt-1 break-words whitespace-pre-wrap text-ink">{error.detail}</p>}
    </section>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="text-xs font-semibold tracking-wide text-ink-soft uppercase">{title}</h3>
      {children}
    </section>
  );
}

const Facts = ({ children }: { children: ReactNode }) => (
  <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1 text-sm empty:hidden">{children}</dl>
);

function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === undefined || children === null || children === '') return null;
  return (
    <>
      <dt className="text-ink-soft">{name}</dt>
      <dd className="min-w-0 break-words tabular-nums">{children}</dd>
    </>
  );
}

function moment(at: number, language: string): string {
  return new Date(at).toLocaleString(language, {
    dateStyle: 'medium',
    timeStyle: 'medium',
  });
}
