import { describe, expect, it } from 'vitest';
import {
  type Schema,
  fieldsOf,
  initial,
  kindOf,
  missing,
  parse,
  pointer,
  print,
  valueAt,
  withValueAt,
  resolved,
} from './schema';

describe('a field', () => {
  it.each<[Schema, string]>([
    [{ type: 'string' }, 'text'],
    [{ type: ['string', 'null'] }, 'text'],
    [{ type: 'string', maxLength: 5000 }, 'long-text'],
    [{ type: 'string', format: 'date' }, 'date'],
    [{ type: 'string', format: 'date-time' }, 'date-time'],
    [{ type: 'integer', minimum: 0 }, 'integer'],
    [{ type: 'boolean' }, 'boolean'],
    [{ enum: ['a', 1] }, 'enum'],
    [{ type: 'array' }, 'json'],
    [{ type: 'array', items: { type: 'string' } }, 'list'],
    [{ type: 'array', items: { type: 'object', properties: {} } }, 'list'],
    [{ type: 'array', items: { anyOf: [] } as Schema }, 'json'],
    [{ type: 'object' }, 'json'],
    [{ type: 'object', properties: {} }, 'object'],
    [{ type: ['string', 'number'] }, 'json'],
    [{ anyOf: [] } as Schema, 'json'],
    [{ description: 'whatever' }, 'any'],
  ])('of %j is %s', (schema, kind) => {
    expect(kindOf(schema)).toBe(kind);
  });
});

it('an object has the fields that are described and those that are only required', () => {
  const schema: Schema = {
    type: 'object',
    required: ['b', 'c'],
    properties: { a: {}, b: { type: 'number' } },
  };
  expect(fieldsOf(schema).map(({ name, kind, required }) => [name, kind, required])).toEqual([
    ['a', 'any', false],
    ['b', 'number', true],
    ['c', 'any', true],
  ]);
});

it('a form begins with the defaults, however deep', () => {
  const schema: Schema = {
    type: 'object',
    required: ['deep'],
    properties: {
      a: { type: 'string', default: 'x' },
      b: { type: 'number' },
      deep: { type: 'object', properties: { c: { const: 3 } } },
      maybe: { type: 'object', properties: { d: { type: 'string' } } },
    },
  };
  expect(initial(schema)).toEqual({ a: 'x', deep: { c: 3 } });
});

it('a value is read and written by its path', () => {
  const value = { a: { b: 1 }, c: 2 };
  expect(valueAt(value, ['a', 'b'])).toBe(1);
  expect(valueAt(value, ['c', 'b'])).toBeUndefined();
  expect(withValueAt(value, ['a', 'b'], 3)).toEqual({ a: { b: 3 }, c: 2 });
  expect(withValueAt(value, ['a', 'b'], undefined)).toEqual({ a: {}, c: 2 });
  expect(withValueAt(undefined, ['x', 'y'], true)).toEqual({ x: { y: true } });
  expect(pointer(['a/b', 'c~d'])).toBe('/a~1b/c~0d');
});

describe('what is typed', () => {
  it.each([
    ['integer', '12', 12],
    ['number', '1.5', 1.5],
    ['number', 'twelve', 'twelve'],
    ['text', '12', '12'],
    ['text', '', undefined],
    ['any', '12', 12],
    ['any', 'a text', 'a text'],
    ['any', '[1]', [1]],
  ] as const)('into a field of %s, %s is %j', (kind, text, value) => {
    expect(parse(kind, text)).toEqual(value);
  });

  it('as a time comes back as it was', () => {
    const time = parse('date-time', '2026-03-04T05:06:07');
    expect(print('date-time', time)).toBe('2026-03-04T05:06:07');
  });
});

it('what is required and not given is found, but not in objects that may be left out', () => {
  const inner: Schema = { type: 'object', required: ['x'], properties: { x: { type: 'number' } } };
  const schema: Schema = { type: 'object', required: ['a', 'b'], properties: { b: inner, c: inner } };
  expect(missing(schema, undefined)).toEqual(['/b', '/a']);
  expect(missing(schema, { a: 0, b: {} })).toEqual(['/b/x']);
  expect(missing(schema, { a: 0, b: { x: 1 }, c: {} })).toEqual(['/c/x']);
});

it('what is required in the items of a list is found at its place', () => {
  const item: Schema = { type: 'object', required: ['x'], properties: { x: { type: 'number' } } };
  const schema: Schema = {
    type: 'object',
    properties: { all: { type: 'array', items: item }, names: { type: 'array', items: { type: 'string' } } },
  };
  expect(missing(schema, { all: [{ x: 1 }, {}], names: ['a', null] })).toEqual(['/all/1/x', '/names/1']);
});

it('what a schema refers to within itself stands in its place, and a circle ends', () => {
  const schema = resolved({
    type: 'object',
    properties: { to: { $ref: '#/$defs/address', title: 'To' } },
    $defs: {
      address: {
        type: 'object',
        properties: { city: { type: 'string' }, next: { $ref: '#/$defs/address' } },
      },
    },
  });
  expect(schema?.properties?.to).toMatchObject({ title: 'To', properties: { city: { type: 'string' } } });
  expect(schema && initial(schema)).toEqual({});
});
