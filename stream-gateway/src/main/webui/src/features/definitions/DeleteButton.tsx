import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { type DefinitionVersion, remove } from './api';
import { Trouble } from './Trouble';

/** Asks, and deletes a workflow with all its versions: only where the latest is the one that is known here. */
export function DeleteButton({ latest }: { latest: DefinitionVersion }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const removing = useMutation({
    mutationFn: () => remove(latest.id, latest.tag),
    onSuccess: async () => {
      await navigate('/definitions');
      queries.removeQueries({ queryKey: ['definitions', latest.id] });
      await queries.invalidateQueries({ queryKey: ['definitions'] });
    },
  });
  return (
    <>
      <Button
        look="danger"
        onClick={() => {
          removing.reset();
          setAsking(true);
        }}
      >
        <Trash2 aria-hidden className="size-4" />
        {t('definitions.delete')}
      </Button>
      <Dialog
        open={asking}
        onOpen={setAsking}
        title={t('definitions.delete')}
        description={t('definitions.deleteSure', { name: latest.name })}
      >
        {removing.error && <Trouble error={removing.error} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button
            onClick={() => {
              setAsking(false);
            }}
          >
            {t('definitions.keep')}
          </Button>
          <Button
            look="danger"
            disabled={removing.isPending}
            onClick={() => {
              removing.mutate();
            }}
          >
            {t('definitions.delete')}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
