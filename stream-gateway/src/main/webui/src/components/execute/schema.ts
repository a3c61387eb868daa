import type { Json } from '../../api/types';

/** As much of JSON Schema as a form is made from; the server judges by all of it. */
export interface Schema {
  type?: string | string[];
  title?: string;
  description?: string;
  default?: Json;
  examples?: Json[];
  enum?: Json[];
  const?: Json;
  format?: string;
  properties?: Record<string, Schema>;
  items?: Schema | boolean;
  minItems?: number;
  maxItems?: number;
  $ref?: string;
  $defs?: Record<string, Schema>;
  definitions?: Record<string, Schema>;
  required?: string[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
}

export type Kind =
  | 'text'
  | 'long-text'
  | 'number'
  | 'integer'
  | 'boolean'
  | 'enum'
  | 'date'
  | 'date-time'
  | 'object'
  /** Of things that have a form each. */
  | 'list'
  | 'json'
  /** Nothing is said of it: what reads as JSON is that, anything else a text. */
  | 'any';

export interface FieldOf {
  name: string;
  schema: Schema;
  kind: Kind;
  required: boolean;
}

export function kindOf(schema: Schema): Kind {
  const type = Array.isArray(schema.type) ? schema.type.filter((each) => each !== 'null') : schema.type;
  const one = Array.isArray(type) ? (type.length === 1 ? type[0] : 'several') : type;
  if (schema.enum) return 'enum';
  switch (one) {
    case 'string':
      if (schema.format === 'date' || schema.format === 'date-time') return schema.format;
      return (schema.maxLength ?? 0) > 200 ? 'long-text' : 'text';
    case 'number':
    case 'integer':
    case 'boolean':
      return one;
    case 'array':
      return typeof schema.items === 'object' && kindOf(schema.items) !== 'json' ? 'list' : 'json';
    case 'object':
      return schema.properties || schema.required ? 'object' : 'json';
    case undefined:
      if (schema.properties) return 'object';
      return Object.keys(schema).some((key) => STRUCTURES.has(key)) ? 'json' : 'any';
    default:
      return 'json';
  }
}

const STRUCTURES = new Set(['$ref', 'oneOf', 'anyOf', 'allOf', 'items', 'prefixItems', 'not', 'if']);

/** A schema in which what it refers to within itself stands in its place, as deep as people nest forms. */
export function resolved(schema: Schema | undefined): Schema | undefined {
  const shared = { ...schema?.definitions, ...schema?.$defs };
  return schema && within(schema, 0);

  function within(part: Schema, depth: number): Schema {
    if (depth > DEEPEST) return {};
    const name = /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(part.$ref ?? '')?.[1];
    const target = name === undefined ? undefined : shared[name];
    if (target) {
      const { $ref: _, ...beside } = part;
      return within({ ...target, ...beside }, depth + 1);
    }
    return {
      ...part,
      ...(part.properties && {
        properties: Object.fromEntries(
          Object.entries(part.properties).map(([key, each]) => [key, within(each, depth + 1)]),
        ),
      }),
      ...(typeof part.items === 'object' && { items: within(part.items, depth + 1) }),
    };
  }
}

const DEEPEST = 8;

/** The fields of an object: those that are described, and those that are only asked for. */
export function fieldsOf(schema: Schema): FieldOf[] {
  const required = schema.required ?? [];
  const described = Object.keys(schema.properties ?? {});
  const names = [...described, ...required.filter((name) => !described.includes(name))];
  return names.map((name) => {
    const field = schema.properties?.[name] ?? {};
    return { name, schema: field, kind: kindOf(field), required: required.includes(name) };
  });
}

/** What a form begins with: the defaults. Undefined where nothing is given. */
export function initial(schema: Schema): Json | undefined {
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (kindOf(schema) !== 'object') return undefined;
  const fields = fieldsOf(schema).map(({ name, schema: field, required }): [string, Json | undefined] => {
    const value = initial(field);
    const empty = isObject(value) && Object.keys(value).length === 0;
    return [name, empty && !required ? undefined : value];
  });
  return Object.fromEntries(fields.filter((field): field is [string, Json] => field[1] !== undefined));
}

/** Where a value stands (RFC 6901). */
export const pointer = (path: readonly string[]): string =>
  path.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

export function valueAt(value: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (within, name) => (isObject(within) && Object.hasOwn(within, name) ? within[name] : undefined),
    value,
  );
}

/** The value with another in this place; nothing there where that is undefined. */
export function withValueAt(
  value: Json | undefined,
  path: readonly string[],
  part: Json | undefined,
): Json | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return part;
  const object = isObject(value) ? value : {};
  const inner = withValueAt(object[name], rest, part);
  if (inner !== undefined) return { ...object, [name]: inner };
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}

export const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What somebody has typed, as a value of this kind; undefined for nothing, and for what is none yet. */
export function parse(kind: Kind, text: string): Json | undefined {
  if (text === '') return undefined;
  switch (kind) {
    case 'number':
    case 'integer': {
      const number = Number(text);
      return Number.isNaN(number) ? text : number;
    }
    case 'date-time': {
      const time = new Date(text);
      return Number.isNaN(time.getTime()) ? text : time.toISOString();
    }
    case 'any':
      try {
        return JSON.parse(text) as Json;
      } catch {
        return text;
      }
    default:
      return text;
  }
}

/** A value as a field shows it. */
export function print(kind: Kind, value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (kind === 'date-time' && typeof value === 'string') {
    const time = new Date(value);
    if (Number.isNaN(time.getTime())) return value;
    return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The same of an item of a list, which has no name to be required by. */
const lacking = (schema: Schema, value: Json, path: readonly string[]): string[] =>
  kindOf(schema) === 'object' ? missing(schema, value, path) : value === null ? [pointer(path)] : [];

/** The required fields that have no value, by JSON Pointer; those of an object that is not there are not asked for. */
export function missing(schema: Schema, value: Json | undefined, path: readonly string[] = []): string[] {
  return fieldsOf(schema).flatMap((field) => {
    const here = [...path, field.name];
    const part = isObject(value) ? value[field.name] : undefined;
    if (part === undefined) return field.required ? [pointer(here)] : [];
    if (field.kind === 'list' && Array.isArray(part) && typeof field.schema.items === 'object') {
      const { items } = field.schema;
      return part.flatMap((item, index) => lacking(items, item, [...here, String(index)]));
    }
    return field.kind === 'object' ? missing(field.schema, part, here) : [];
  });
}
