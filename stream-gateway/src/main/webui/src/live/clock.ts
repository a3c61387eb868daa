/** Time as the logic sees it, so that tests can turn the hands. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Runs it once, so many milliseconds from now; returns what calls it off. */
  after(millis: number, run: () => void): () => void;
  /** From 0 to 1, for jitter. */
  random(): number;
}

export const systemClock: Clock = {
  now: Date.now,
  after: (millis, run) => {
    const timer = setTimeout(run, millis);
    return () => {
      clearTimeout(timer);
    };
  },
  random: Math.random,
};
