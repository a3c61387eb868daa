import type { Problem } from '../api/types';
import type { Clock } from './clock';
import type { Dial } from './dial';
import { EventStreamReader, type Frame } from './sse';

/** How a connection stands. `since` is its last sign of life, `at` when the next attempt is made. */
export type LinkState =
  | { kind: 'idle' }
  | { kind: 'catching-up' }
  | { kind: 'live' }
  | { kind: 'stale'; since: number }
  | { kind: 'reconnecting'; attempt: number; at: number; since?: number; reason?: string }
  | { kind: 'refused'; status: number; problem: Problem };

export interface Request {
  path: string;
  cursor: string | undefined;
}

/** Who uses a link: says what to ask for, and hears what comes. */
export interface Party<R extends Request> {
  /** What to ask for now; undefined where there is nothing to follow. */
  request(): R | undefined;
  /** A frame that is not about the connection itself. */
  frame(frame: Frame, request: R): void;
  /** 204: nothing follows the cursor any more. */
  nothingMore(request: R): void;
  /** What will be refused again however often it is asked. Returns whether something else is to be asked for at once. */
  refused(status: number, problem: Problem, request: R): boolean;
  changed(state: LinkState): void;
}

/** The server's keepalive; it says so every 15 s. */
const KEEPALIVE = 15_000;
export const STALE_AFTER = 1.5 * KEEPALIVE;
export const DEAD_AFTER = 2.5 * KEEPALIVE;
/** For an answer to come. */
export const PATIENCE = 15_000;
const LOOK_EVERY = 1_000;
const FIRST_DELAY = 1_000;
const LONGEST_DELAY = 30_000;
/** How long a connection that is replaced by plan may count as live while the new one catches up. */
const GRACE = 1_000;

interface Line<R> {
  request: R;
  reader: EventStreamReader;
  hangUp: () => void;
  opened: boolean;
  /** Has told all that there was. */
  synced: boolean;
  /** When it was dialled. */
  from: number;
}

/**
 * Keeps one event stream open: dials, notices silence, comes back with a growing, jittered delay. It knows nothing of what
 * the frames say but `stream.synced`, `stream.reconnect` and signs of life.
 */
export class Link<R extends Request> {
  private line: Line<R> | undefined;
  /** Still heard until the line that replaces it has been opened. */
  private former: Line<R> | undefined;
  private state: LinkState = { kind: 'idle' };
  private attempt = 0;
  private retry: number | undefined;
  private lastSign: number | undefined;
  private replacedAt: number | undefined;
  private cancelLook: (() => void) | undefined;
  private cancelRetry: (() => void) | undefined;

  constructor(
    private readonly dial: Dial,
    private readonly clock: Clock,
    private readonly party: Party<R>,
  ) {}

  /** Asks anew for what there is to follow now. What is open stays so until the new stream begins. */
  reopen(): void {
    this.cancelRetry?.();
    this.cancelRetry = undefined;
    const request = this.party.request();
    if (!request) {
      this.close();
      return;
    }
    if (this.line?.opened) {
      this.former?.hangUp();
      this.former = this.line;
      this.replacedAt = this.clock.now();
    } else {
      this.line?.hangUp();
    }
    this.call(request);
    if (this.state.kind === 'idle' || this.state.kind === 'refused') this.enter({ kind: 'catching-up' });
  }

  /** What is open is worth nothing: begins anew, at once. */
  renew(): void {
    this.drop();
    this.reopen();
    if (this.line) this.enter({ kind: 'catching-up' });
  }

  /** As {@link renew}, after a delay that grows with each failure. */
  restart(): void {
    this.failed();
  }

  close(): void {
    this.drop();
    this.cancelRetry?.();
    this.cancelRetry = undefined;
    this.attempt = 0;
    this.lastSign = undefined;
    this.enter({ kind: 'idle' });
  }

  /** The machine woke up, the network came back, somebody looks: does at once what a timer would do later. */
  wake(): void {
    if (this.cancelRetry || this.state.kind === 'refused') this.reopen();
    else this.look();
  }

  /** By the clock, not by counting ticks: a machine that slept has missed them all, and hidden tabs few have. */
  look(): void {
    const now = this.clock.now();
    if (this.cancelRetry && this.state.kind === 'reconnecting' && now >= this.state.at) this.reopen();
    if (!this.line) return;
    if (!this.line.opened && now - this.line.from >= PATIENCE) {
      this.failed();
      return;
    }
    if (this.lastSign === undefined) return;
    this.lastSign = Math.min(this.lastSign, now); // the clock was put back
    const silence = now - this.lastSign;
    if (!this.line.opened) return;
    if (silence >= DEAD_AFTER) {
      this.failed();
      this.reopen(); // nobody sent it away: there is no stampede to keep out of
    } else if (silence >= STALE_AFTER) this.enter({ kind: 'stale', since: this.lastSign });
    else if (this.state.kind === 'live' && this.replacedAt !== undefined && now - this.replacedAt >= GRACE) {
      this.replacedAt = undefined;
      this.enter({ kind: 'catching-up' });
    }
  }

  private call(request: R): void {
    const line: Line<R> = {
      request,
      reader: new EventStreamReader(),
      hangUp: () => undefined,
      opened: false,
      synced: false,
      from: this.clock.now(),
    };
    this.line = line;
    this.watch();
    line.hangUp = this.dial(request.path, request.cursor, {
      opened: () => {
        this.opened(line);
      },
      text: (piece) => {
        this.heard(line, piece);
      },
      ended: () => {
        this.ended(line);
      },
      refused: (status, problem, retryAfter) => {
        if (line === this.line) this.refused(line, status, problem, retryAfter);
      },
    });
  }

  private opened(line: Line<R>): void {
    if (line !== this.line) return;
    line.opened = true;
    this.sign();
    this.former?.hangUp();
    this.former = undefined;
    if (this.replacedAt === undefined || this.state.kind !== 'live') this.enter({ kind: 'catching-up' });
  }

  private heard(line: Line<R>, piece: string): void {
    if (line !== this.line && line !== this.former) return;
    this.sign();
    for (const frame of line.reader.read(piece)) {
      if (line !== this.line && line !== this.former) return; // the frame before made an end of it
      if (frame.event === 'stream.synced') this.synced(line);
      else if (frame.event === 'stream.reconnect') this.sentAway(line, frame);
      else this.party.frame(frame, line.request);
    }
    if (line === this.line && line.reader.retry !== undefined) this.retry = line.reader.retry;
  }

  private synced(line: Line<R>): void {
    line.synced = true;
    if (line !== this.line) return;
    this.attempt = 0;
    this.replacedAt = undefined;
    this.enter({ kind: 'live' });
  }

  private sentAway(line: Line<R>, frame: Frame): void {
    if (line === this.former) {
      this.former = undefined;
      line.hangUp();
      return;
    }
    this.retry = line.reader.retry ?? this.retry;
    this.failed(reasonOf(frame));
  }

  private ended(line: Line<R>): void {
    if (line === this.former) this.former = undefined;
    else if (line === this.line) this.failed();
  }

  private refused(line: Line<R>, status: number, problem: Problem, retryAfter?: number): void {
    if (status === 204) {
      this.drop();
      this.party.nothingMore(line.request);
      this.next();
    } else if (status === 429 || status >= 500 || status === 408) {
      this.failed(problem.type, retryAfter);
    } else if (this.party.refused(status, problem, line.request)) {
      this.drop();
      this.next();
    } else {
      this.drop();
      this.enter({ kind: 'refused', status, problem });
    }
  }

  /** After an answer that settled something: the rest, if there is any. */
  private next(): void {
    if (!this.party.request()) this.close();
    else this.failed();
  }

  private failed(reason?: string, atLeast = 0): void {
    this.drop();
    if (!this.party.request()) {
      this.close();
      return;
    }
    this.attempt++;
    const delay = Math.max(atLeast, this.delay());
    this.enter({
      kind: 'reconnecting',
      attempt: this.attempt,
      at: this.clock.now() + delay,
      ...(this.lastSign === undefined ? {} : { since: this.lastSign }),
      ...(reason === undefined ? {} : { reason }),
    });
    this.cancelRetry?.();
    this.cancelRetry = this.clock.after(delay, () => {
      this.reopen();
    });
  }

  /** The first is the server's own, which is jittered already; then twice as long each time. */
  private delay(): number {
    const first = this.retry ?? FIRST_DELAY;
    const grown = Math.min(Math.max(LONGEST_DELAY, first), first * 2 ** Math.min(this.attempt - 1, 10));
    const asSaid = this.attempt === 1 && this.retry !== undefined;
    return Math.round(asSaid ? grown : grown * (0.5 + this.clock.random() / 2));
  }

  private drop(): void {
    this.line?.hangUp();
    this.former?.hangUp();
    this.line = undefined;
    this.former = undefined;
    this.replacedAt = undefined;
    this.cancelLook?.();
    this.cancelLook = undefined;
  }

  private sign(): void {
    this.lastSign = this.clock.now();
    if (this.state.kind === 'stale') this.enter({ kind: this.line?.synced ? 'live' : 'catching-up' });
  }

  private watch(): void {
    this.cancelLook?.();
    this.cancelLook = this.clock.after(LOOK_EVERY, () => {
      this.look();
      if (this.line) this.watch();
    });
  }

  private enter(state: LinkState): void {
    if (this.state.kind === state.kind && state.kind !== 'reconnecting') return;
    this.state = state;
    this.party.changed(state);
  }
}

function reasonOf(frame: Frame): string | undefined {
  try {
    return (JSON.parse(frame.data) as { reason?: string }).reason;
  } catch {
    return undefined; // it is to come back, whatever for
  }
}
