import { CircleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../../api/client';

/** What went wrong, in the server's words where it said any. */
export function Trouble({ error }: { error: Error }) {
  const { t } = useTranslation();
  return (
    <p
      role="alert"
      className="flex items-start gap-2 rounded-lg bg-failed-ground px-3 py-2 text-sm text-failed"
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>
        {error instanceof ProblemError
          ? `${error.problem.title}: ${error.message}`
          : t('definitions.unreachable')}
      </span>
    </p>
  );
}
