import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useUnits } from '../../components/Duration';
import { formatDuration } from '../../lib/duration';
import { ticker } from '../../lib/ticker';

const SECOND = 1_000;
const MINUTE = 60_000;
const DAY = 86_400_000;

/** A point in time in the viewer's own time zone and language; the exact one on hover. */
export function When({ at }: { at: string }) {
  const { i18n } = useTranslation();
  const date = new Date(at);
  return (
    <time dateTime={at} title={at} className="whitespace-nowrap tabular-nums">
      {date.toLocaleString(i18n.language, { dateStyle: 'medium', timeStyle: 'medium' })}
    </time>
  );
}

/** A point in time that is to come: how long it is till then, where that is within a day, and else when it is. */
export function Until({ at }: { at: string }) {
  const { t, i18n } = useTranslation();
  const units = useUnits();
  const time = Date.parse(at);
  const left = useSyncExternalStore(
    ticker.subscribe,
    () => Math.ceil((time - ticker.now()) / SECOND) * SECOND,
  );
  const exact = new Date(time).toLocaleString(i18n.language, { dateStyle: 'medium', timeStyle: 'medium' });
  if (left > DAY) return <When at={at} />;
  return (
    <time dateTime={at} title={exact} className="whitespace-nowrap tabular-nums">
      {left <= 0
        ? t('definitions.trigger.now')
        : t('definitions.trigger.in', {
            time: left < MINUTE ? `${left / SECOND} ${units.s}` : formatDuration(left, units),
          })}
    </time>
  );
}
