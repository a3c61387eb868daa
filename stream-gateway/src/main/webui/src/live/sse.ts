/** A frame of an event stream. Without an `id` it does not move the cursor. */
export interface Frame {
  event: string;
  data: string;
  id?: string;
}

/** Reads a `text/event-stream` in pieces, cut anywhere (WHATWG HTML, 9.2.6). */
export class EventStreamReader {
  /** The last `retry:` in milliseconds. */
  retry: number | undefined;

  private rest = '';
  private event = '';
  private data: string[] = [];
  private id: string | undefined;

  /** The frames that this piece completes. */
  read(piece: string): Frame[] {
    const text = this.rest + piece;
    // A CR at the very end may be half of a CRLF.
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text;
    const lines = whole.split(/\r\n|\n|\r/);
    this.rest = (lines.pop() ?? '') + text.slice(whole.length);
    return lines.map((line) => this.line(line)).filter((frame) => frame !== undefined);
  }

  private line(line: string): Frame | undefined {
    if (line === '') return this.dispatch();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    switch (field) {
      case 'event':
        this.event = value;
        break;
      case 'data':
        this.data.push(value);
        break;
      case 'id':
        if (!value.includes('\0')) this.id = value;
        break;
      case 'retry':
        if (/^[0-9]+$/.test(value)) this.retry = Number(value);
        break;
    }
    return undefined;
  }

  private dispatch(): Frame | undefined {
    const { event, data, id } = this;
    this.event = '';
    this.data = [];
    this.id = undefined;
    if (data.length === 0) return undefined;
    return {
      event: event === '' ? 'message' : event,
      data: data.join('\n'),
      ...(id === undefined ? {} : { id }),
    };
  }
}
