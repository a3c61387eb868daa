import type { InputHTMLAttributes, SelectHTMLAttributes } from 'react';
import { cn } from '../lib/cn';

const LOOK =
  'h-9 rounded-lg border border-line-strong bg-surface px-3 text-sm text-ink placeholder:text-ink-faint disabled:opacity-60';

export const Input = ({ className, ...rest }: InputHTMLAttributes<HTMLInputElement>) => (
  <input className={cn(LOOK, className)} {...rest} />
);

export const Select = ({ className, ...rest }: SelectHTMLAttributes<HTMLSelectElement>) => (
  <select className={cn(LOOK, 'pr-8', className)} {...rest} />
);
