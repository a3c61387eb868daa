import {
  BellRing,
  CirclePause,
  CirclePlay,
  CircleStop,
  ListRestart,
  type LucideIcon,
  RotateCcw,
} from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import type { ExecutionState } from '../../live/fold';
import { type Command, command, commandsOf, isDone, problemText, signalsOf } from './commands';
import { SignalDialog } from './SignalDialog';

const ICONS: Record<Command, LucideIcon> = {
  pause: CirclePause,
  resume: CirclePlay,
  cancel: CircleStop,
  retry: ListRestart,
  rerun: RotateCcw,
};

/** What can be done with an execution as it is now. Nothing is shown as done that the server's events do not say. */
export function Controls({
  state,
  may,
  retriedBy,
}: {
  state: ExecutionState;
  may: boolean;
  retriedBy: string | undefined;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Command>();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const [sure, setSure] = useState(false);
  const [signalling, setSignalling] = useState(false);
  const signals = signalsOf(state);
  const under = asked !== undefined && !isDone(asked, state.status) ? asked : undefined;
  const give = async (wanted: Command) => {
    setBusy(true);
    setTrouble(undefined);
    try {
      const accepted = await command(state.executionId, wanted);
      setAsked(wanted);
      if (wanted === 'retry' || wanted === 'rerun') void navigate(`/executions/${accepted.executionId}`);
    } catch (failure) {
      setTrouble(problemText(failure) ?? t('execution.unreachable'));
    } finally {
      setBusy(false);
    }
  };
  const offered = commandsOf(state.status).filter((each) => !(each === 'retry' && retriedBy !== undefined));
  return (
    <div className="relative flex flex-wrap items-center gap-2">
      {signals.length > 0 && (
        <Button look="primary" disabled={!may} onClick={() => setSignalling(true)}>
          <BellRing aria-hidden className="size-4" />
          {t('execution.command.signal')}
        </Button>
      )}
      {offered.map((each) => {
        const Icon = ICONS[each];
        return (
          <Button
            key={each}
            look={each === 'cancel' ? 'danger' : each === 'retry' ? 'primary' : 'plain'}
            disabled={!may || busy || under !== undefined}
            title={may ? t(`execution.command.${each}Long`) : t('execution.command.mayNot')}
            onClick={() => {
              if (each === 'cancel') setSure(true);
              else void give(each);
            }}
          >
            <Icon aria-hidden className="size-4" />
            {under === each ? t(`execution.command.${each}Under`) : t(`execution.command.${each}`)}
          </Button>
        );
      })}
      {trouble !== undefined && (
        <p
          role="alert"
          className="w-full text-sm whitespace-pre-line text-failed lg:absolute lg:top-full lg:right-0 lg:z-20 lg:mt-1 lg:w-max lg:max-w-sm lg:rounded-lg lg:border lg:border-failed lg:bg-raised lg:p-2 lg:shadow-raised"
        >
          {trouble}
          <button type="button" className="ml-2 underline" onClick={() => setTrouble(undefined)}>
            {t('execution.close')}
          </button>
        </p>
      )}
      <Dialog
        open={sure}
        onOpen={setSure}
        title={t('execution.cancel.title')}
        description={t('execution.cancel.text')}
      >
        <div className="flex justify-end gap-2">
          <Button onClick={() => setSure(false)}>{t('execution.cancel.no')}</Button>
          <Button
            look="danger"
            onClick={() => {
              setSure(false);
              void give('cancel');
            }}
          >
            {t('execution.cancel.yes')}
          </Button>
        </div>
      </Dialog>
      {signalling && (
        <SignalDialog
          executionId={state.executionId}
          names={signals.map((each) => each.name)}
          onClose={() => setSignalling(false)}
        />
      )}
    </div>
  );
}
