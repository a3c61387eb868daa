import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cn } from '../lib/cn';

/** Copies a text; says so for a moment. */
export function CopyButton({
  text,
  label,
  className,
}: {
  text: string | (() => string);
  label?: string;
  className?: string;
}) {
  const { t } = useTranslation();
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 1_500);
    return () => clearTimeout(timer);
  }, [done]);
  const name = label ?? t('execution.copy');
  return (
    <button
      type="button"
      title={name}
      aria-label={done ? t('execution.copied') : name}
      className={cn(
        'inline-flex size-6 shrink-0 items-center justify-center rounded text-ink-faint hover:bg-sunken hover:text-ink',
        className,
      )}
      onClick={() => {
        void copy(typeof text === 'string' ? text : text()).then(setDone);
      }}
    >
      {done ? (
        <Check aria-hidden className="size-3.5 text-completed" />
      ) : (
        <Copy aria-hidden className="size-3.5" />
      )}
    </button>
  );
}

/** The clipboard is there only for pages of https and of this machine. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done;
  }
}
