import { useTranslation } from 'react-i18next';
import type { ExecutionStatus, Stats } from '../../api/types';
import { STATUS_COLOURS, StatusIcon } from '../../components/StatusBadge';
import { cn } from '../../lib/cn';

interface Props {
  stats: Stats | undefined;
  chosen: ExecutionStatus | undefined;
  onChoose: (status: ExecutionStatus | undefined) => void;
}

const ORDER: ExecutionStatus[] = [
  'running',
  'completed',
  'failed',
  'waiting',
  'pending',
  'paused',
  'cancelled',
];

/** How many executions there are of each status; each figure is also the filter for its status. */
export function Statistics({ stats, chosen, onChoose }: Props) {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language);
  const shown = (count: number | undefined) => (count === undefined ? '–' : number.format(count));
  return (
    <div
      role="group"
      aria-label={t('executions.statistics')}
      className="grid grid-cols-2 gap-1.5 sm:grid-cols-4 sm:gap-2 lg:grid-cols-8"
    >
      <Figure
        label={t('executions.total')}
        value={shown(stats?.total)}
        pressed={chosen === undefined}
        onPress={() => {
          onChoose(undefined);
        }}
      />
      {ORDER.map((status) => (
        <Figure
          key={status}
          label={t(`status.${status}`)}
          value={shown(stats?.[status])}
          status={status}
          still={!stats?.[status]}
          pressed={chosen === status}
          onPress={() => {
            onChoose(chosen === status ? undefined : status);
          }}
        />
      ))}
    </div>
  );
}

interface FigureProps {
  label: string;
  value: string;
  status?: ExecutionStatus;
  /** There is none: nothing turns. */
  still?: boolean;
  pressed: boolean;
  onPress: () => void;
}

function Figure({ label, value, status, still = false, pressed, onPress }: FigureProps) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      data-figure={status ?? 'total'}
      onClick={onPress}
      className={cn(
        'flex items-center justify-between gap-2 rounded-xl border bg-surface px-3 py-1.5 text-left sm:flex-col sm:items-start sm:gap-0.5 sm:py-2 transition-colors hover:border-line-strong',
        pressed && 'border-accent ring-1 ring-accent hover:border-accent',
      )}
    >
      <span className="flex min-w-0 items-center gap-1.5 text-xs text-ink-soft">
        {status && (
          <StatusIcon
            status={status}
            className={cn(
              'size-3.5 bg-transparent',
              STATUS_COLOURS[status],
              'bg-transparent',
              still && 'animate-none',
            )}
          />
        )}
        {label}
      </span>
      <span className="font-semibold sm:text-xl sm:leading-7 tabular-nums">{value}</span>
    </button>
  );
}
