import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { Clock } from '../../lib/clock';
import { formatDuration } from '../../lib/duration';
import { Duration, useUnits } from '../Duration';
import type { NodeView } from './edges';

/** How long a node took, has been running, or has yet to wait. Only what changes ticks. */
export function NodeTime({ view, clock }: { view: NodeView; clock: Clock }) {
  const { t } = useTranslation();
  switch (view.status) {
    case 'running':
      return view.startTime === undefined ? null : <Since since={view.startTime} clock={clock} />;
    case 'waiting':
      if (view.until !== undefined) {
        return (
          <span title={t('graph.until')}>
            −<Until at={view.until} clock={clock} />
          </span>
        );
      }
      return view.startTime === undefined ? null : <Since since={view.startTime} clock={clock} />;
    case 'retrying':
      return view.retryAt === undefined ? null : (
        <span title={t('graph.retryIn')}>
          −<Until at={view.retryAt} clock={clock} />
        </span>
      );
    case 'completed':
    case 'failed':
    case 'cancelled':
      return view.duration === undefined ? null : <Duration millis={view.duration} />;
    case 'pending':
    case 'skipped':
      return null;
  }
}

export function Since({ since, clock }: { since: number; clock: Clock }) {
  return <Ticking of={(now) => now - since} clock={clock} />;
}

export function Until({ at, clock }: { at: number; clock: Clock }) {
  return <Ticking of={(now) => at - now} clock={clock} />;
}

function Ticking({ of, clock }: { of: (now: number) => number; clock: Clock }) {
  const units = useUnits();
  const now = useSyncExternalStore(clock.subscribe, clock.now);
  return <span className="tabular-nums">{formatDuration(of(now), units)}</span>;
}
