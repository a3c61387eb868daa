import { ChevronLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { CopyButton } from '../../components/CopyButton';
import { Duration } from '../../components/Duration';
import { FreshnessBadge } from '../../components/FreshnessBadge';
import { Since } from '../../components/graph/NodeTime';
import { StatusBadge } from '../../components/StatusBadge';
import type { Clock } from '../../lib/clock';
import type { ExecutionState } from '../../live/fold';
import type { Freshness } from '../../live/freshness';
import { Controls } from './Controls';

interface Props {
  shown: ExecutionState;
  live: ExecutionState;
  freshness: Freshness;
  clock: Clock;
  may: boolean;
  retriedBy: string | undefined;
}

export function RunHeader({ shown, live, freshness, clock, may, retriedBy }: Props) {
  const { t, i18n } = useTranslation();
  const name = live.workflowName ?? live.workflowId ?? '…';
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-2 border-b bg-surface px-4 py-2.5">
      <div className="flex min-w-0 flex-1 basis-80 flex-col gap-0.5">
        <div className="flex min-w-0 items-center gap-2">
          <Link
            to="/executions"
            aria-label={t('execution.back')}
            title={t('execution.back')}
            className="-ml-1.5 rounded-lg p-1 text-ink-soft hover:bg-sunken"
          >
            <ChevronLeft aria-hidden className="size-4" />
          </Link>
          <h1 className="truncate text-lg leading-6 font-semibold" title={name}>
            {live.workflowId === undefined ? (
              name
            ) : (
              <Link to={`/definitions/${live.workflowId}`} className="hover:underline">
                {name}
              </Link>
            )}
          </h1>
          {live.seq > 0 && <StatusBadge status={shown.status} />}
          <span role="status" className="sr-only">
            {live.seq > 0 && t(`status.${live.status}`)}
          </span>
        </div>
        <div className="flex flex-wrap items-center gap-x-3 text-xs text-ink-soft">
          {live.version !== undefined && <span>{t('execution.version', { version: live.version })}</span>}
          {live.startTime !== undefined && (
            <time dateTime={new Date(live.startTime).toISOString()}>
              {new Date(live.startTime).toLocaleString(i18n.language, {
                dateStyle: 'medium',
                timeStyle: 'medium',
              })}
            </time>
          )}
          {shown.startTime !== undefined && (
            <span className="font-medium text-ink" data-testid="duration">
              {shown.endTime !== undefined ? (
                <Duration millis={shown.executionTime ?? shown.endTime - shown.startTime} />
              ) : (
                <Since since={shown.startTime} clock={clock} />
              )}
            </span>
          )}
          <span className="inline-flex min-w-0 items-center font-mono">
            <span className="truncate max-sm:max-w-44" title={live.executionId}>
              {live.executionId}
            </span>
            <CopyButton text={live.executionId} label={t('execution.copyId')} />
          </span>
        </div>
      </div>
      <FreshnessBadge freshness={freshness} />
      {live.seq > 0 && <Controls state={live} may={may} retriedBy={retriedBy} />}
    </div>
  );
}
