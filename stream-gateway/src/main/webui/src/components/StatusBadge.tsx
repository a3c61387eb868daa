import {
  Ban,
  CheckCircle2,
  CircleDashed,
  CirclePause,
  CircleX,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  RotateCw,
  SkipForward,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Status } from '../api/types';
import { cn } from '../lib/cn';

/** Each status has an icon of its own, so that it can be told without colour. */
export const STATUS_ICONS: Record<Status, LucideIcon> = {
  pending: CircleDashed,
  running: LoaderCircle,
  waiting: Hourglass,
  paused: CirclePause,
  retrying: RotateCw,
  completed: CheckCircle2,
  failed: CircleX,
  skipped: SkipForward,
  cancelled: Ban,
};

/** Text and ground of each status. */
export const STATUS_COLOURS: Record<Status, string> = {
  pending: 'text-pending bg-pending-ground',
  running: 'text-running bg-running-ground',
  waiting: 'text-waiting bg-waiting-ground',
  paused: 'text-waiting bg-waiting-ground',
  retrying: 'text-retrying bg-retrying-ground',
  completed: 'text-completed bg-completed-ground',
  failed: 'text-failed bg-failed-ground',
  skipped: 'text-skipped bg-skipped-ground',
  cancelled: 'text-cancelled bg-cancelled-ground',
};

export function StatusIcon({ status, className }: { status: Status; className?: string }) {
  const Icon = STATUS_ICONS[status];
  return (
    <Icon
      aria-hidden
      className={cn(
        'size-4 shrink-0',
        (status === 'running' || status === 'retrying') && 'animate-spin',
        className,
      )}
    />
  );
}

export function StatusBadge({ status, className }: { status: Status; className?: string }) {
  const { t } = useTranslation();
  return (
    <span
      data-status={status}
      className={cn(
        'inline-flex items-center gap-1.5 rounded-full py-0.5 pr-2.5 pl-1.5 text-xs font-medium whitespace-nowrap',
        STATUS_COLOURS[status],
        className,
      )}
    >
      <StatusIcon status={status} className="size-3.5" />
      {t(`status.${status}`)}
    </span>
  );
}
