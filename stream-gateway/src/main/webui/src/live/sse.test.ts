import { describe, expect, it } from 'vitest';
import { EventStreamReader } from './sse';

const TEXT =
  'retry: 2113\n\nid: 1-17\nevent: workflow.started\ndata: {"a":"ä–𝄞"}\n\n: keepalive\n\nevent: stream.synced\ndata: {}\n\n';

const read = (...pieces: string[]) => {
  const reader = new EventStreamReader();
  return { frames: pieces.flatMap((piece) => reader.read(piece)), reader };
};

describe('an event stream', () => {
  it('is read', () => {
    const { frames, reader } = read(TEXT);
    expect(frames).toEqual([
      { event: 'workflow.started', data: '{"a":"ä–𝄞"}', id: '1-17' },
      { event: 'stream.synced', data: '{}' },
    ]);
    expect(reader.retry).toBe(2113);
  });

  it.each(['\n', '\r\n', '\r'])('reads the same wherever it is cut, with lines that end in %j', (end) => {
    const text = TEXT.replaceAll('\n', end) + (end === '\r' ? '\n' : '');
    const whole = read(TEXT).frames;
    for (let cut = 0; cut <= text.length; cut++) {
      expect(read(text.slice(0, cut), text.slice(cut)).frames).toEqual(whole);
    }
    expect(read(...text).frames).toEqual(whole);
  });

  it('joins lines of data, and takes what has no colon for a field without value', () => {
    expect(read('data: a\ndata:b\ndata\n\n').frames).toEqual([{ event: 'message', data: 'a\nb\n' }]);
  });

  it('has no frame without data, nor one that is not over', () => {
    expect(read('event: lost\n\ndata: unfinished\n').frames).toEqual([]);
  });
});
