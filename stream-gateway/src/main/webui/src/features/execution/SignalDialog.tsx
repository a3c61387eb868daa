import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '../../api/types';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { Input } from '../../components/Field';
import { randomKey } from '../../lib/key';
import { problemText, sendSignal } from './commands';

/** Sends a signal with a payload; what the server says against it is shown, and the payload can be put right. */
export function SignalDialog({
  executionId,
  names,
  onClose,
}: {
  executionId: string;
  names: string[];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [name, setName] = useState(names[0] ?? '');
  const [text, setText] = useState('{\n  \n}');
  // The same key for the same signal, so that a repetition after a lost answer is none.
  const [key] = useState(randomKey);
  const [trouble, setTrouble] = useState<string>();
  const [busy, setBusy] = useState(false);
  const send = async () => {
    let payload: Json | undefined;
    try {
      payload = text.trim() === '' ? undefined : (JSON.parse(text) as Json);
    } catch (failure) {
      setTrouble(t('execution.signal.noJson', { why: failure instanceof Error ? failure.message : '' }));
      return;
    }
    setBusy(true);
    setTrouble(undefined);
    try {
      await sendSignal(executionId, name, payload, `${key}-${hash(name + text)}`);
      onClose();
    } catch (failure) {
      setTrouble(problemText(failure) ?? t('execution.unreachable'));
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onOpen={(open) => {
        if (!open) onClose();
      }}
      title={t('execution.signal.title')}
      description={t('execution.signal.text')}
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <label className="flex flex-col gap-1 text-sm">
          <span className="font-medium">{t('execution.signal.name')}</span>
          <Input
            value={name}
            list="signal-names"
            required
            pattern="[A-Za-z0-9_.\-]{1,71}"
            onChange={(event) => setName(event.target.value)}
          />
          <datalist id="signal-names">
            {names.map((each) => (
              <option key={each} value={each} />
            ))}
          </datalist>
        </label>
        <label className="flex flex-col gap-1 text-sm">
          <span className="font-medium">{t('execution.signal.payload')}</span>
          <textarea
            className="min-h-32 rounded-lg border border-line-strong bg-surface p-2 font-mono text-xs"
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        {trouble !== undefined && (
          <p role="alert" className="text-sm whitespace-pre-line text-failed">
            {trouble}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('execution.close')}</Button>
          <Button look="primary" type="submit" disabled={busy || name === ''}>
            {t('execution.signal.send')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function hash(text: string): string {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum = (sum * 31 + text.charCodeAt(i)) | 0;
  return (sum >>> 0).toString(36);
}
