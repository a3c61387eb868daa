import { Play } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/Button';

const ExecuteDialog = lazy(() => import('../../components/execute/ExecuteDialog'));

/** Asks for the input, and starts the workflow. */
export function RunButton({ workflowId }: { workflowId: string }) {
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
        {t('definitions.run')}
      </Button>
      {open && (
        <Suspense>
          <ExecuteDialog
            workflowId={workflowId}
            onClose={() => {
              setOpen(false);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
