/** Gaps longer than this, in milliseconds of replay at 1x, are shortened to it. */
export const LONGEST_GAP = 1_500;

export const SPEEDS = [1, 2, 5, 10, 20] as const;
export type Speed = (typeof SPEEDS)[number];

/**
 * A replay's own time, in which long gaps are short: position i (before the first event, then after each) is reached at `offsets[i]`
 * milliseconds at 1x.
 */
export interface Score {
  offsets: readonly number[];
  times: readonly number[];
}

/** @param times when each event was, in order; clocks of two executors may differ by a little, so one may lie before the last */
export function scoreOf(times: readonly number[], longest = LONGEST_GAP): Score {
  const offsets = [0];
  const rising = [times[0] ?? 0];
  let offset = 0;
  for (const [i, time] of times.entries()) {
    const before = i === 0 ? time : (rising.at(-1) ?? time);
    const now = Math.max(time, before);
    offset += Math.min(now - before, longest);
    offsets.push(offset);
    rising.push(now);
  }
  return { offsets, times: rising };
}

/** The last position reached at this moment of the replay. */
export function positionAt(score: Score, offset: number): number {
  let low = 0;
  let high = score.offsets.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((score.offsets[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** What the clock showed then: a gap that is shortened passes quicker. */
export function timeAt(score: Score, offset: number): number {
  const position = positionAt(score, offset);
  const from = score.times[position] ?? 0;
  const to = score.times[position + 1];
  if (to === undefined) return from;
  const start = score.offsets[position] ?? 0;
  const length = (score.offsets[position + 1] ?? start) - start;
  return length <= 0 ? from : from + (to - from) * Math.min(1, (offset - start) / length);
}

export const lengthOf = (score: Score): number => score.offsets.at(-1) ?? 0;
