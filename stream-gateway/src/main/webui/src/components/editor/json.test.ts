import { describe, expect, it } from 'vitest';
import { brokenAt, offsetOf } from './json';
import { placeAt } from './text';

describe('where a text stops being JSON', () => {
  it.each([
    ['{"a": 1}', undefined],
    ['{"a": }', '}'],
    ['{"a": 1,\n "b": yes}', 'yes'],
    ['[1, 2', ''],
  ])('%j', (text, found) => {
    const at = brokenAt(text);
    expect(at === undefined ? undefined : text.slice(at).startsWith(found ?? 'never')).toBe(
      found === undefined ? undefined : true,
    );
  });

  it('is said of a bad escape too', () => {
    expect(brokenAt('{"a": "\\x"}')).toBeDefined();
  });
});

describe('the place of a value', () => {
  const text = '{\n  "a": {"b/c": [1, {"d": "here"}]},\n  "e": null\n}';

  it.each([
    ['', 0],
    ['/a/b~1c/1/d', text.indexOf('"here"')],
    ['/a/b~1c/0', text.indexOf('1, {')],
    ['/e', text.indexOf('null')],
    ['/a/missing', text.indexOf('{"b/c"')],
  ])('%j', (pointer, offset) => {
    expect(offsetOf(text, pointer)).toBe(offset);
  });

  it('is a line and a column', () => {
    expect(placeAt(text, text.indexOf('null'))).toEqual({ line: 3, column: 8 });
  });
});
