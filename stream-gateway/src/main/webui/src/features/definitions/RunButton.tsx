import { Play } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/Button';

const ExecuteDialog = lazy(() => import('../../components/execute/ExecuteDialog'));

/** Asks for the input, and starts the workflow: its latest version, or another one. */
export function RunButton({ workflowId, version }: { workflowId: string; version?: number }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        look="primary"
        onClick={() => {
          setOpen(true);
        }}
      >
        <Play aria-hidden className="size-4" />
        {version === undefined ? t('definitions.run') : t('definitions.runVersion', { version })}
      </Button>
      {open && (
        <Suspense>
          <ExecuteDialog
            workflowId={workflowId}
            {...(version === undefined ? {} : { version })}
            onClose={() => {
              setOpen(false);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
