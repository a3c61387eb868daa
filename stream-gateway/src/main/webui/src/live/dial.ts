import { API, problemOf } from '../api/client';
import type { Problem } from '../api/types';

/** What is heard on a connection, in this order: nothing more after `ended` or `refused`, nor after hanging up. */
export interface Call {
  /** A stream begins. */
  opened(): void;
  text(piece: string): void;
  /** The stream is over, or the connection broke, or none came to be. */
  ended(): void;
  /** Any answer but a stream; `retryAfter` in milliseconds. */
  refused(status: number, problem: Problem, retryAfter?: number): void;
}

/** Opens a stream; `path` begins after {@link API}. Returns what hangs up. */
export type Dial = (path: string, cursor: string | undefined, call: Call) => () => void;

/**
 * By fetch rather than EventSource, which hides the status, the `retry:` and keepalives, hears no events but those whose names it
 * was told, and gives up for ever on a 503 of some proxy.
 */
export const dialByFetch: Dial = (path, cursor, call) => {
  const abort = new AbortController();
  void follow(path, cursor, call, abort.signal);
  return () => {
    abort.abort();
  };
};

async function follow(
  path: string,
  cursor: string | undefined,
  call: Call,
  signal: AbortSignal,
): Promise<void> {
  try {
    const response = await fetch(API + path, {
      headers: { Accept: 'text/event-stream', ...(cursor === undefined ? {} : { 'Last-Event-ID': cursor }) },
      cache: 'no-store',
      signal,
    });
    if (response.status !== 200 || !response.body) {
      const problem = await problemOf(response);
      const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
      if (!signal.aborted) call.refused(response.status, problem, seconds > 0 ? seconds * 1000 : undefined);
      return;
    }
    call.opened();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (signal.aborted) return;
      if (done) break;
      call.text(value);
    }
    call.ended();
  } catch {
    // The connection broke, or could not be made: which of the two, and why, no browser says.
    if (!signal.aborted) call.ended();
  }
}
