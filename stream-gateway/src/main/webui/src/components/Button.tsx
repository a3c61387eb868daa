import type { ButtonHTMLAttributes } from 'react';
import { cn } from '../lib/cn';

const LOOKS = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong border-transparent',
  plain: 'bg-surface text-ink border-line-strong hover:bg-sunken',
  quiet: 'bg-transparent text-ink-soft border-transparent hover:bg-sunken hover:text-ink',
  danger: 'bg-surface text-failed border-line-strong hover:bg-failed-ground',
} as const;

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: keyof typeof LOOKS;
  size?: 'small' | 'medium';
}

export function Button({ look = 'plain', size = 'medium', className, type = 'button', ...rest }: Props) {
  return (
    <button
      type={type}
      className={cn(
        'inline-flex items-center justify-center gap-1.5 rounded-lg border font-medium whitespace-nowrap transition-colors',
        'disabled:cursor-not-allowed disabled:opacity-50',
        size === 'small' ? 'h-7 px-2 text-xs' : 'h-9 px-3 text-sm',
        LOOKS[look],
        className,
      )}
      {...rest}
    />
  );
}
