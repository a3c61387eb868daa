import { Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/Button';

export function RunButton({ workflowId }: { workflowId: string }) {
  const { t } = useTranslation();
  return (
    <Button look="primary" data-workflow={workflowId}>
      <Play aria-hidden className="size-4" />
      {t('definitions.run')}
    </Button>
  );
}
