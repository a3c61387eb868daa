/** A duration as people read it: `840 ms`, `2.4 s`, `3 m 05 s`, `2 h 04 m`, `3 d 4 h`. Units are passed in for translation. */
export interface Units {
  ms: string;
  s: string;
  m: string;
  h: string;
  d: string;
}

export const ENGLISH: Units = { ms: 'ms', s: 's', m: 'm', h: 'h', d: 'd' };

export function formatDuration(millis: number, units: Units = ENGLISH): string {
  const duration = Math.max(0, Math.round(millis));
  if (duration < 1000) return `${duration} ${units.ms}`;
  if (duration < 60_000) return `${(Math.floor(duration / 100) / 10).toFixed(1)} ${units.s}`;
  const seconds = Math.floor(duration / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} ${units.m} ${pad(seconds % 60)} ${units.s}`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} ${units.h} ${pad(minutes % 60)} ${units.m}`;
  return `${Math.floor(hours / 24)} ${units.d} ${hours % 24} ${units.h}`;
}

const pad = (value: number): string => String(value).padStart(2, '0');
