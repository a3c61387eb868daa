import type { Problem } from '../api/types';

/**
 * How far what is shown can be trusted. `since` is the last sign of life, `at` when the next attempt is made: epoch ms by this
 * machine's clock. `reason` is the server's, where it ended the connection.
 */
export type Freshness =
  | { kind: 'live'; seq: number }
  | { kind: 'catching-up' }
  | { kind: 'stale'; since: number }
  | { kind: 'reconnecting'; attempt: number; at: number; since?: number; reason?: string }
  | { kind: 'ended'; seq: number }
  | { kind: 'gone' }
  | { kind: 'refused'; problem: Problem };

/** Whether what is shown may be older than what is; durations stand still then. */
export const isBehind = (freshness: Freshness): boolean =>
  freshness.kind === 'stale' || freshness.kind === 'reconnecting' || freshness.kind === 'refused';

/** The last moment of which something is known, where that lies behind. */
export const knownUntil = (freshness: Freshness): number | undefined =>
  freshness.kind === 'stale' || freshness.kind === 'reconnecting' ? freshness.since : undefined;
