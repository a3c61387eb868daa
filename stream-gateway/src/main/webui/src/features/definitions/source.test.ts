import { describe, expect, it } from 'vitest';
import { span } from '../../components/editor/text';
import { BLANK, isForeign, lineOf, read, toText } from './source';

const ORDER = {
  id: 'order',
  nodes: [
    { id: 'a', type: 'noop' },
    { id: 'ask', name: 'Trustworthy?', with: { on: 'no', sign: '?', text: '12' } },
    {
      id: 'b',
      type: 'http',
      with: { method: 'POST', url: '${ input.baseUrl & "/reserve" }', headers: { 'X-A': 'b' } },
    },
  ],
  edges: [{ from: 'a', to: 'b', when: '${ input.total > 10 }' }],
};

describe('the source of a definition', () => {
  it.each(['yaml', 'json'] as const)('says the same in %s as the definition', (format) => {
    expect(read(toText(ORDER, format), format)).toEqual(ORDER);
  });

  it('has small things on one line', () => {
    expect(toText(ORDER, 'yaml')).toContain('  - {from: a, to: b, when: "${ input.total > 10 }"}');
    expect(toText(ORDER, 'yaml')).toContain('  - {id: a, type: noop}');
    expect(toText(ORDER, 'yaml')).toContain('    with:\n      method: POST');
  });

  it('leaves nothing to the parser on such a line', () => {
    expect(toText(ORDER, 'yaml')).toContain('with: {"on": "no", sign: "?", text: "12"}');
  });

  it.each(['', '- a\n- b', 'a: [', '"text"'])('is nothing where it is no map: %j', (text) => {
    expect(read(text, 'yaml')).toBeUndefined();
  });

  it('begins with something that can be read', () => {
    expect(read(BLANK, 'yaml')).toMatchObject({ id: 'my-workflow' });
  });
});

it('is foreign where it is a Serverless Workflow document', () => {
  expect(isForeign(read('document: {dsl: 1.0.0}\ndo: []', 'yaml'))).toBe(true);
  expect(isForeign(ORDER)).toBe(false);
  expect(isForeign(undefined)).toBe(false);
});

describe('the place of a node', () => {
  it.each(['yaml', 'json'] as const)('is the line of its id, in %s', (format) => {
    const text = toText(ORDER, format);
    const line = text.split('\n')[(lineOf(text, 'b') ?? 0) - 1];
    expect(line).toMatch(/id"?: "?b/);
    expect(lineOf(text, 'nothing')).toBeUndefined();
  });
});

describe('the place of a mistake', () => {
  const text = 'id: order\nnodes:\n  - {id: a, typ: noop}\n';

  it('is the word at its line and column', () => {
    expect(text.slice(...Object.values(span(text, 3, 13)))).toBe('typ');
  });

  it.each([
    [99, 1],
    [1, 99],
    [0, 0],
  ])('lies within the text, whatever is said: %d:%d', (line, column) => {
    const { from, to } = span(text, line, column);
    expect(from).toBeGreaterThanOrEqual(0);
    expect(to).toBeLessThanOrEqual(text.length);
  });
});
