import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';

/** Asks before a draft is left, within the pages and where the browser is to close or load anew. */
export function LeaveGuard({ holds }: { holds: () => boolean }) {
  const { t } = useTranslation();
  const blocker = useBlocker(() => holds());
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (holds()) event.preventDefault();
    };
    addEventListener('beforeunload', ask);
    return () => {
      removeEventListener('beforeunload', ask);
    };
  }, [holds]);
  return (
    <Dialog
      open={blocker.state === 'blocked'}
      onOpen={() => blocker.reset?.()}
      title={t('definitions.unsaved')}
    >
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="primary" onClick={() => blocker.reset?.()}>
          {t('definitions.stay')}
        </Button>
        <Button look="danger" onClick={() => blocker.proceed?.()}>
          {t('definitions.leave')}
        </Button>
      </div>
    </Dialog>
  );
}
