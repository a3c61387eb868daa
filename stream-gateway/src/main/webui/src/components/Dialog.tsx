import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { cn } from '../lib/cn';
import { Button } from './Button';

interface Props {
  open: boolean;
  onOpen: (open: boolean) => void;
  title: string;
  description?: string;
  className?: string;
  children: ReactNode;
}

/**
 * A dialog in the middle; Escape closes it, what lies behind is out of reach, and the focus goes back to where it was. It is the
 * browser's own: libraries that lock the scrolling behind put styles into the page, which the Content-Security-Policy forbids.
 */
export function Dialog({ open, ...rest }: Props) {
  return open ? <Opened {...rest} /> : null;
}

function Opened({ onOpen, title, description, className, children }: Omit<Props, 'open'>) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const descriptionId = useId();
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    // A click on the ground behind is a click on the dialog itself; from the keyboard Escape does the same.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      {...(description === undefined ? {} : { 'aria-describedby': descriptionId })}
      onCancel={(event) => {
        event.preventDefault();
        onOpen(false);
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onOpen(false);
      }}
      className={cn(
        'm-auto max-h-[92dvh] w-[min(36rem,calc(100vw-1.5rem))] max-w-none overflow-hidden rounded-2xl border bg-raised p-0 text-ink shadow-raised',
        'backdrop:bg-black/50',
        className,
      )}
    >
      <div className="flex max-h-[92dvh] flex-col">
        <div className="flex items-start gap-4 px-5 pt-5 pb-3">
          <div className="flex min-w-0 flex-1 flex-col gap-1">
            <h2 id={titleId} className="text-base font-semibold">
              {title}
            </h2>
            {description !== undefined && (
              <p id={descriptionId} className="text-sm text-ink-soft">
                {description}
              </p>
            )}
          </div>
          <Button
            look="quiet"
            size="small"
            className="-mt-1 -mr-2"
            aria-label={t('app.close')}
            onClick={() => {
              onOpen(false);
            }}
          >
            <X aria-hidden className="size-4" />
          </Button>
        </div>
        <div className="flex min-h-0 flex-col gap-4 overflow-y-auto px-5 pt-1 pb-5">{children}</div>
      </div>
    </dialog>
  );
}
