import { useTranslation } from 'react-i18next';
import { Button } from '../../components/Button';

interface Props {
  version: number;
  onCompare: () => void;
  onGoOn: () => void;
}

/** Somebody else has saved since the draft was begun: neither of the two is to be lost unseen. */
export function Overtaken({ version, onCompare, onGoOn }: Props) {
  const { t } = useTranslation();
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-2 rounded-lg bg-retrying-ground px-3 py-2 text-sm text-retrying"
    >
      <span className="mr-auto">{t('definitions.overtaken', { version })}</span>
      <Button size="small" onClick={onCompare}>
        {t('definitions.compare')}
      </Button>
      <Button size="small" onClick={onGoOn}>
        {t('definitions.goOn')}
      </Button>
    </div>
  );
}
