import { useTranslation } from 'react-i18next';
import { isRouteErrorResponse, useRouteError } from 'react-router';
import { Button } from '../components/Button';

/** Shown where a page failed: what is known of why, and a way on. */
export function Failure() {
  const { t } = useTranslation();
  const error = useRouteError();
  const unknown = isRouteErrorResponse(error) && error.status === 404;
  return (
    <div role="alert" className="m-auto flex max-w-lg flex-col items-start gap-4 p-8">
      <p className="text-lg">{unknown ? t('app.notFound') : t('app.failed')}</p>
      {!unknown && error instanceof Error && (
        <pre className="text-sm whitespace-pre-wrap text-ink-soft">{error.message}</pre>
      )}
      <Button
        onClick={() => {
          window.location.reload();
        }}
      >
        {t('app.again')}
      </Button>
    </div>
  );
}
