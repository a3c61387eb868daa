import type { Problem } from '../api/types';
import type { Clock } from './clock';
import type { Call, Dial } from './dial';

/** For tests: time that passes when it is told to. */
export class FakeClock implements Clock {
  private time = 1_764_000_000_000;
  private timers: { at: number; run: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(millis: number, run: () => void): () => void {
    const timer = { at: this.time + millis, run };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((each) => each !== timer);
    };
  }

  random(): number {
    return 1;
  }

  /** Each timer runs at its time. */
  pass(millis: number): void {
    const until = this.time + millis;
    for (;;) {
      const next = this.timers.reduce<(typeof this.timers)[0] | undefined>(
        (first, each) => (each.at <= until && (!first || each.at < first.at) ? each : first),
        undefined,
      );
      if (!next) break;
      this.time = Math.max(this.time, next.at);
      this.timers = this.timers.filter((each) => each !== next);
      next.run();
    }
    this.time = until;
  }

  /** The machine sleeps: time passes and no timer runs. */
  sleep(millis: number): void {
    this.time += millis;
  }

  get pending(): number {
    return this.timers.length;
  }
}

/** One dialled stream, from the server's side. */
export class FakeStream {
  closed = false;

  constructor(
    readonly path: string,
    readonly cursor: string | undefined,
    private readonly call: Call,
  ) {}

  /** The executions that were asked for. */
  get asked(): string[] {
    return (new URLSearchParams(this.path.split('?')[1]).get('executions') ?? '').split(',');
  }

  open(): this {
    if (!this.closed) this.call.opened();
    return this;
  }

  text(piece: string): this {
    if (!this.closed) this.call.text(piece);
    return this;
  }

  send(event: string, data: object, id?: string): this {
    return this.text(
      `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`,
    );
  }

  synced(): this {
    return this.send('stream.synced', {});
  }

  end(): void {
    if (this.closed) return;
    this.closed = true;
    this.call.ended();
  }

  refuse(status: number, problem: Partial<Problem> = {}, retryAfter?: number): void {
    if (this.closed) return;
    this.closed = true;
    this.call.refused(status, { type: 'about:blank', title: String(status), ...problem }, retryAfter);
  }
}

/** A server that does what the test says; `streams` are all that were ever dialled. */
export class FakeServer {
  readonly streams: FakeStream[] = [];

  readonly dial: Dial = (path, cursor, call) => {
    const stream = new FakeStream(path, cursor, call);
    this.streams.push(stream);
    return () => {
      stream.closed = true;
    };
  };

  get last(): FakeStream {
    const stream = this.streams.at(-1);
    if (!stream) throw new Error('nobody has dialled');
    return stream;
  }

  get open(): FakeStream[] {
    return this.streams.filter((stream) => !stream.closed);
  }
}
