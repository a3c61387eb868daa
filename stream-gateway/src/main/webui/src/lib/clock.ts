import { ticker } from './ticker';

/** What durations on the page go by: the server's time in epoch milliseconds. */
export interface Clock {
  now: () => number;
  subscribe: (listener: () => void) => () => void;
}

/** A clock that either goes with the page's one ticker, or stands still: nothing newer is known, or the past is shown. */
export class ViewClock implements Clock {
  private readonly listeners = new Set<() => void>();
  private held: number | undefined;
  private ahead = 0;
  private stop: (() => void) | undefined;

  readonly now = (): number => this.held ?? ticker.now() + this.ahead;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    this.wind();
    return () => {
      this.listeners.delete(listener);
      this.wind();
    };
  };

  /** Goes with the server's time, which is `ahead` milliseconds ahead of this machine's. */
  go(ahead: number): void {
    if (this.held === undefined && this.ahead === ahead) return;
    this.held = undefined;
    this.ahead = ahead;
    this.wind();
    this.tell();
  }

  hold(at: number): void {
    if (this.held === at) return;
    this.held = at;
    this.wind();
    this.tell();
  }

  private wind(): void {
    const goes = this.listeners.size > 0 && this.held === undefined;
    if (goes) this.stop ??= ticker.subscribe(this.tell);
    else {
      this.stop?.();
      this.stop = undefined;
    }
  }

  private readonly tell = (): void => {
    this.listeners.forEach((listener) => {
      listener();
    });
  };
}
