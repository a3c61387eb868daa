/**
 * The page's one timer for durations that tick: however many are shown, there is a single interval, and none while nobody
 * listens or the page is hidden.
 */
export class Ticker {
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly every: number,
    private readonly clock: () => number = Date.now,
  ) {}

  /** The time in epoch milliseconds, rounded down to the tick, so that all who ask within a tick get the same. */
  readonly now = (): number => Math.floor(this.clock() / this.every) * this.every;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    this.timer ??= setInterval(() => {
      this.listeners.forEach((each) => {
        each();
      });
    }, this.every);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) {
        clearInterval(this.timer);
        this.timer = undefined;
      }
    };
  };
}

export const ticker = new Ticker(100);
