import type { ExecutionNews } from './follower';
import type { ListNews } from './listFollower';

/** What a tab says to whoever holds the connections for all of them. */
export type FromTab =
  | { kind: 'watch'; executionId: string }
  | { kind: 'unwatch'; executionId: string }
  /** A list, of one workflow's executions or (empty) of all. */
  | { kind: 'watch-list'; workflowId: string }
  | { kind: 'unwatch-list'; workflowId: string }
  /** Something happened that may have broken connections, or mended them. */
  | { kind: 'wake' }
  /** Is answered with a pulse. Browsers slow the timers of hidden tabs down, a hidden leader's, too; they answer, though. */
  | { kind: 'alive' };

/** What a tab is told. */
export type ToTab =
  | { kind: 'execution'; executionId: string; news: ExecutionNews }
  | { kind: 'list'; workflowId: string; news: ListNews }
  | { kind: 'pulse' };

/** How often whoever holds the connections shows that it lives. */
export const PULSE_EVERY = 5_000;
/** After so long without a pulse a tab no longer believes in it. */
export const NO_PULSE = 20_000;
export const ALIVE_EVERY = 10_000;
/** After so long without a word a tab that holds no lock counts as gone; it finds out by hearing no pulse. */
export const NOT_ALIVE = 150_000;

/** A tab's way to whoever holds the connections. */
export interface Line {
  post(message: FromTab): void;
  close(): void;
}

/** Opens a line; `lost` says that the other side is another one now, which knows nothing of this tab. */
export type OpenLine = (hear: (message: ToTab) => void, lost: () => void) => Line;
