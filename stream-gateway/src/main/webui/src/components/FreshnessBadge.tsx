import {
  CheckCheck,
  CircleSlash,
  CloudOff,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  Radio,
  ShieldAlert,
} from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { cn } from '../lib/cn';
import { ticker } from '../lib/ticker';
import type { Freshness } from '../live/freshness';

const LOOKS: Record<Freshness['kind'], { icon: LucideIcon; colour: string }> = {
  live: { icon: Radio, colour: 'text-completed bg-completed-ground' },
  'catching-up': { icon: LoaderCircle, colour: 'text-running bg-running-ground' },
  stale: { icon: Hourglass, colour: 'text-retrying bg-retrying-ground' },
  reconnecting: { icon: CloudOff, colour: 'text-retrying bg-retrying-ground' },
  ended: { icon: CheckCheck, colour: 'text-ink-soft bg-sunken' },
  gone: { icon: CircleSlash, colour: 'text-failed bg-failed-ground' },
  refused: { icon: ShieldAlert, colour: 'text-failed bg-failed-ground' },
};

/** Says how far what is shown can be trusted. Always visible, and never wider than it has to be, so that nothing jumps. */
export function FreshnessBadge({ freshness, className }: { freshness: Freshness; className?: string }) {
  const { icon: Icon, colour } = LOOKS[freshness.kind];
  return (
    <span
      data-freshness={freshness.kind}
      className={cn(
        'inline-flex h-7 items-center gap-1.5 rounded-full px-2.5 text-xs font-medium whitespace-nowrap tabular-nums',
        colour,
        className,
      )}
    >
      <Icon
        aria-hidden
        className={cn('size-3.5 shrink-0', freshness.kind === 'catching-up' && 'animate-spin')}
      />
      <Words freshness={freshness} />
      <Announcement freshness={freshness} />
    </span>
  );
}

function Words({ freshness }: { freshness: Freshness }) {
  const { t } = useTranslation();
  switch (freshness.kind) {
    case 'live':
      return freshness.seq > 0 ? t('live.liveAt', { seq: freshness.seq }) : t('live.live');
    case 'catching-up':
      return t('live.catchingUp');
    case 'stale':
      return <Since since={freshness.since} text="live.stale" />;
    case 'reconnecting':
      return freshness.since === undefined ? (
        t('live.connecting')
      ) : (
        <Since since={freshness.since} text="live.reconnecting" />
      );
    case 'ended':
      return t('live.ended', { seq: freshness.seq });
    case 'gone':
      return t('live.gone');
    case 'refused':
      return t('live.refused', { title: freshness.problem.title });
  }
}

function Since({ since, text }: { since: number; text: string }) {
  const { t } = useTranslation();
  const now = useSyncExternalStore(ticker.subscribe, ticker.now);
  return t(text, { seconds: Math.max(0, Math.round((now - since) / 1000)) });
}

/** Screen readers hear only that the view falls behind or is live again, not each event or second. */
function Announcement({ freshness }: { freshness: Freshness }) {
  const { t } = useTranslation();
  const text =
    freshness.kind === 'live'
      ? t('live.live')
      : freshness.kind === 'stale' || freshness.kind === 'reconnecting'
        ? t('live.behind')
        : '';
  return (
    <span className="sr-only" role="status">
      {text}
    </span>
  );
}
