import { Inbox, Play, RefreshCw } from 'lucide-react';
import { Suspense, lazy, useCallback, useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { Button } from '../../components/Button';
import { FreshnessBadge } from '../../components/FreshnessBadge';
import { knownUntil } from '../../live/freshness';
import { Filters } from './Filters';
import { Rows } from './Rows';
import { Statistics } from './Statistics';
import { isExecutionId, placeOf } from './filter';
import { useListing } from './useListing';

const ExecuteDialog = lazy(() => import('../../components/execute/ExecuteDialog'));

export function ExecutionsPage() {
  const { t } = useTranslation();
  const [parameters, setParameters] = useSearchParams();
  const place = useMemo(() => placeOf(parameters), [parameters]);
  const view = useListing(place);
  const [executing, setExecuting] = useState(false);

  const change = useCallback(
    (wanted: Record<string, string | undefined>) => {
      setParameters(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(wanted)) {
            if (value === undefined || value === '') next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true, preventScrollReset: true },
      );
    },
    [setParameters],
  );

  const search = useDeferredValue(place.search.trim().toLowerCase());
  const items = useMemo(
    () =>
      search === ''
        ? view.items
        : view.items.filter(
            (item) =>
              item.executionId.toLowerCase().includes(search) ||
              item.workflowName.toLowerCase().includes(search),
          ),
    [view.items, search],
  );

  return (
    <div className="mx-auto flex w-full max-w-7xl flex-col gap-4 p-4 sm:p-6">
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="text-xl font-semibold">{t('app.executions')}</h1>
        {view.polled ? (
          <span className="inline-flex h-7 items-center gap-1.5 rounded-full bg-sunken px-2.5 text-xs text-ink-soft">
            <RefreshCw aria-hidden className="size-3.5" />
            {t('executions.polled')}
          </span>
        ) : (
          <FreshnessBadge freshness={view.freshness} />
        )}
        <Button
          look="primary"
          className="ml-auto"
          onClick={() => {
            setExecuting(true);
          }}
        >
          <Play aria-hidden className="size-4" />
          {t('executions.execute')}
        </Button>
      </div>
      <Statistics
        stats={view.stats}
        chosen={place.status}
        onChoose={(status) => {
          change({ status });
        }}
      />
      <Filters place={place} onChange={change} />
      {view.failure !== undefined && (
        <p role="alert" className="rounded-lg border bg-failed-ground px-4 py-2 text-sm text-failed">
          {view.failure instanceof Error && view.failure.message !== 'unreachable'
            ? view.failure.message
            : t('executions.unreachable')}
        </p>
      )}
      {items.length > 0 ? (
        <Rows
          items={items}
          total={view.stats?.total}
          ahead={view.ahead}
          frozenAt={knownUntil(view.freshness)}
          hasMore={view.nextCursor !== undefined}
          onMore={view.more}
        />
      ) : view.loading ? (
        <Waiting />
      ) : (
        <Nothing search={place.search.trim()} filtered={parameters.size > 0} />
      )}
      {view.loadingMore && (
        <p className="text-center text-sm text-ink-soft" role="status">
          {t('app.loading')}
        </p>
      )}
      {executing && (
        <Suspense>
          <ExecuteDialog
            {...(place.workflowId === undefined ? {} : { workflowId: place.workflowId })}
            onClose={() => {
              setExecuting(false);
            }}
          />
        </Suspense>
      )}
    </div>
  );
}

/** In the place of the rows that are on their way, so that nothing jumps. */
function Waiting() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('app.loading')} className="flex flex-col gap-2">
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} className="h-11 animate-pulse rounded-xl border bg-surface" />
      ))}
    </div>
  );
}

function Nothing({ search, filtered }: { search: string; filtered: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col items-center gap-2 rounded-xl border border-dashed px-6 py-16 text-center">
      <Inbox aria-hidden className="size-8 text-ink-faint" />
      <p className="font-medium">{filtered ? t('executions.noMatch') : t('executions.none')}</p>
      {isExecutionId(search) ? (
        <Link to={`/executions/${search}`} className="text-sm text-accent underline">
          {t('executions.open', { id: search })}
        </Link>
      ) : (
        <p className="max-w-md text-sm text-ink-soft">
          {filtered ? t('executions.noMatchHint') : t('executions.noneHint')}
        </p>
      )}
    </div>
  );
}
