import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { cn } from '../lib/cn';

interface Props {
  /** Of the line itself. */
  orientation: 'vertical' | 'horizontal';
  size: number;
  least: number;
  most: number;
  onSize: (size: number) => void;
  label: string;
}

const STEP = 24;

/** A divider that is dragged, or moved by arrow keys; what it sizes lies to its right or below it. */
export function Splitter({ orientation, size, least, most, onSize, label }: Props) {
  const upright = orientation === 'vertical';
  const [from, setFrom] = useState<{ at: number; size: number }>();
  const within = (wanted: number) => Math.round(Math.min(most, Math.max(least, wanted)));
  const place = (event: PointerEvent) => (upright ? event.clientX : event.clientY);
  const byKey = (event: KeyboardEvent) => {
    const grow = upright ? 'ArrowLeft' : 'ArrowUp';
    const shrink = upright ? 'ArrowRight' : 'ArrowDown';
    if (event.key !== grow && event.key !== shrink) return;
    event.preventDefault();
    onSize(within(size + (event.key === grow ? STEP : -STEP)));
  };
  return (
    // The pattern of a window splitter: a separator that takes the focus is a widget.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="separator"
      aria-orientation={orientation}
      aria-valuenow={size}
      aria-valuemin={least}
      aria-valuemax={most}
      aria-label={label}
      tabIndex={0}
      onKeyDown={byKey}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setFrom({ at: place(event), size });
      }}
      onPointerMove={(event) => {
        if (from) onSize(within(from.size + from.at - place(event)));
      }}
      onPointerUp={() => setFrom(undefined)}
      onPointerCancel={() => setFrom(undefined)}
      className={cn(
        'relative z-10 shrink-0 touch-none bg-line transition-colors hover:bg-accent',
        upright
          ? 'w-px cursor-col-resize before:absolute before:inset-y-0 before:-inset-x-1'
          : 'h-px cursor-row-resize before:absolute before:inset-x-0 before:-inset-y-1',
        from && 'bg-accent',
      )}
    />
  );
}
