import { useState } from 'react';

/** A number that the browser keeps for the next time. */
export function useKept(key: string, initial: number): [number, (value: number) => void] {
  const [value, setValue] = useState(() => kept(key) ?? initial);
  return [
    value,
    (next) => {
      setValue(next);
      try {
        localStorage.setItem(key, String(next));
      } catch {
        // Storage is switched off: it holds as long as the page.
      }
    },
  ];
}

function kept(key: string): number | undefined {
  try {
    const number = Number(localStorage.getItem(key) ?? Number.NaN);
    return Number.isFinite(number) ? number : undefined;
  } catch {
    return undefined;
  }
}
