import { CalendarClock, Webhook } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Trigger } from '../../api/types';
import { Until, When } from './When';

const ICONS = { schedule: CalendarClock, webhook: Webhook };

/** When each trigger fires next, and what came of its last firing. */
export function Triggers({ triggers }: { triggers: Trigger[] }) {
  const { t } = useTranslation();
  return (
    <ul className="flex flex-col gap-1 text-xs text-ink-soft">
      {triggers.map((trigger, index) => {
        const Icon = ICONS[trigger.type];
        return (
          <li key={index} className="flex flex-wrap items-center gap-x-2">
            <Icon aria-hidden className="size-3.5 shrink-0" />
            <span>{t(`definitions.trigger.${trigger.type}`)}</span>
            {trigger.nextAt && (
              <span>
                {t('definitions.trigger.next')} <Until at={trigger.nextAt} />
              </span>
            )}
            {trigger.last && (
              <span title={trigger.last.detail}>
                {t('definitions.trigger.last')}{' '}
                {trigger.last.executionId ? (
                  <Link to={`/executions/${trigger.last.executionId}`} className="text-accent underline">
                    <When at={trigger.last.at} />
                  </Link>
                ) : (
                  <When at={trigger.last.at} />
                )}{' '}
                ({t(`definitions.trigger.${trigger.last.outcome}`)})
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
