import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { type Units, formatDuration } from '../lib/duration';
import { ticker } from '../lib/ticker';

const never = () => () => undefined;

export function useUnits(): Units {
  const { t } = useTranslation();
  return { ms: t('units.ms'), s: t('units.s'), m: t('units.m'), h: t('units.h'), d: t('units.d') };
}

/** A duration that is over. */
export function Duration({ millis }: { millis: number }) {
  return <span className="tabular-nums">{formatDuration(millis, useUnits())}</span>;
}

/**
 * A duration that ticks from `since` (epoch ms, by the server's clock); `ahead` is how many ms the server's clock is ahead of
 * this one. It stands still where `frozenAt` (epoch ms, the server's clock) is given: nothing newer is known.
 */
export function TickingDuration({
  since,
  ahead = 0,
  frozenAt,
}: {
  since: number;
  ahead?: number;
  frozenAt?: number;
}) {
  const units = useUnits();
  const now = useSyncExternalStore(frozenAt === undefined ? ticker.subscribe : never, ticker.now);
  return <span className="tabular-nums">{formatDuration((frozenAt ?? now + ahead) - since, units)}</span>;
}
