import { ChevronLeft, ChevronRight, CirclePlay, History, Pause, Play, Radio } from 'lucide-react';
import { type KeyboardEvent, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/Button';
import { Select } from '../../components/Field';
import { cn } from '../../lib/cn';
import { SPEEDS, type Speed } from './playback';
import type { RunLog } from './runLog';
import type { Travel } from './useTravel';

interface Props {
  log: RunLog;
  travel: Travel;
  finished: boolean;
}

/** The slider over the log: shows the execution as it was at any event, and plays it again. */
export function TravelBar({ log, travel, finished }: Props) {
  const { t, i18n } = useTranslation();
  const help = useId();
  const { at, playing, speed, go, play, pause, setSpeed } = travel;
  const [first, last] = [log.firstSeq, log.lastSeq];
  const value = Math.min(Math.max(at ?? last, first), last);
  const ready = log.isComplete;
  const time = log.timeAt(value);
  const step = (by: number) => go(Math.min(last, Math.max(first, value + by)));
  const byKey = (event: KeyboardEvent) => {
    if (event.key === ' ') {
      event.preventDefault();
      if (playing) pause();
      else play();
    } else if (event.key === 'Escape') go(undefined);
  };
  return (
    <section
      aria-label={t('execution.travel.label')}
      className={cn(
        'flex shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-t px-3 py-1.5',
        at === undefined ? 'bg-surface' : 'bg-accent-ground',
      )}
    >
      <div className="flex items-center">
        <Button
          look="quiet"
          size="small"
          aria-label={t('execution.travel.back')}
          title={t('execution.travel.back')}
          disabled={!ready || value <= first}
          onClick={() => step(-1)}
        >
          <ChevronLeft aria-hidden className="size-4" />
        </Button>
        <Button
          look="quiet"
          size="small"
          aria-label={playing ? t('execution.travel.pause') : t('execution.travel.play')}
          title={playing ? t('execution.travel.pause') : t('execution.travel.play')}
          disabled={!ready || last <= first}
          onClick={playing ? pause : play}
        >
          {playing ? (
            <Pause aria-hidden className="size-4" />
          ) : at === undefined ? (
            <CirclePlay aria-hidden className="size-4" />
          ) : (
            <Play aria-hidden className="size-4" />
          )}
        </Button>
        <Button
          look="quiet"
          size="small"
          aria-label={t('execution.travel.forward')}
          title={t('execution.travel.forward')}
          disabled={!ready || value >= last}
          onClick={() => step(1)}
        >
          <ChevronRight aria-hidden className="size-4" />
        </Button>
      </div>
      <Select
        className="h-7 w-15 pr-1 pl-2 text-xs"
        aria-label={t('execution.travel.speed')}
        value={speed}
        onChange={(event) => setSpeed(Number(event.target.value) as Speed)}
      >
        {SPEEDS.map((each) => (
          <option key={each} value={each}>
            {each}×
          </option>
        ))}
      </Select>
      <input
        type="range"
        className="h-6 min-w-32 flex-1 accent-accent"
        min={first}
        max={last}
        step={1}
        value={value}
        disabled={!ready || last <= first}
        aria-label={t('execution.travel.slider')}
        aria-valuetext={t('execution.travel.at', { seq: value, last })}
        aria-describedby={help}
        onChange={(event) => {
          const next = Number(event.target.value);
          go(finished || next < last ? next : undefined);
        }}
        onKeyDown={byKey}
      />
      <span id={help} className="sr-only">
        {t('execution.travel.help')}
      </span>
      <span
        className="flex items-center gap-2 text-xs text-ink-soft tabular-nums"
        data-testid="travel-position"
      >
        {at !== undefined && <History aria-hidden className="size-3.5 text-accent" />}
        {ready
          ? t('execution.travel.at', { seq: value, last })
          : t('execution.travel.reading', { seq: last })}
        {at !== undefined && time !== undefined && (
          <span className="max-sm:hidden">
            {new Date(time).toLocaleTimeString(i18n.language, {
              hour: '2-digit',
              minute: '2-digit',
              second: '2-digit',
              fractionalSecondDigits: 3,
            })}
          </span>
        )}
        {log.trimmed && (
          <span
            className="rounded bg-retrying-ground px-1.5 text-retrying"
            title={t('execution.travel.trimmedLong')}
          >
            {t('execution.travel.trimmed', { seq: first + 1 })}
          </span>
        )}
      </span>
      {at !== undefined && (
        <Button look="primary" size="small" onClick={() => go(undefined)}>
          <Radio aria-hidden className="size-3.5" />
          {finished ? t('execution.travel.toEnd') : t('execution.travel.toLive')}
        </Button>
      )}
    </section>
  );
}
