import { Scalar, parse, parseDocument, stringify } from 'yaml';
import type { Json } from '../../api/types';
import type { Format } from '../../components/editor/text';

export const MEDIA_TYPES: Record<Format, string> = { yaml: 'application/yaml', json: 'application/json' };

export const formatOf = (mediaType: string): Format => (mediaType.includes('json') ? 'json' : 'yaml');

export type Definition = Record<string, Json>;

/** What was written, or is to be read as if it had been. */
export interface Text {
  content: string;
  format: Format;
}

/** Whether it is a Serverless Workflow document: the server makes a definition of it. */
export const isForeign = (source: Definition | undefined): boolean =>
  typeof source?.document === 'object' && source.document !== null && 'dsl' in source.document;

/** A definition as text: short lists and maps of plain values on one line, all else on lines of its own. */
export function toText(definition: Definition, format: Format): string {
  if (format === 'json') return `${JSON.stringify(definition, null, 2)}\n`;
  // Of YAML 1.1, so that what that version takes for a truth value (`on`, `no`) is quoted.
  const options = { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false } as const;
  const document = parseDocument(stringify(definition, options), options);
  shorten(document.contents);
  return document.toString({ lineWidth: 110, flowCollectionPadding: false });
}

interface Collection {
  items: unknown[];
  flow?: boolean;
}

const LONGEST_ON_A_LINE = 70;

/** Edges and the like read better on one line each. */
function shorten(node: unknown, depth = 0): void {
  if (!isCollection(node)) return;
  const plain = node.items.every((item) => !isCollection(valueOf(item)));
  if (depth > 0 && plain && node.items.length > 0 && JSON.stringify(node).length <= LONGEST_ON_A_LINE) {
    node.flow = true;
    node.items.forEach(quote);
    return;
  }
  node.items.forEach((item) => {
    shorten(valueOf(item), depth + 1);
  });
}

/** What is more than words is quoted on a line with others: parsers differ in what they take for a sign there. */
function quote(item: unknown): void {
  const scalar = valueOf(item);
  if (
    scalar instanceof Scalar &&
    typeof scalar.value === 'string' &&
    !/^[A-Za-z][\w ./-]*$/.test(scalar.value)
  ) {
    scalar.type = Scalar.QUOTE_DOUBLE;
  }
}

const isCollection = (node: unknown): node is Collection =>
  typeof node === 'object' && node !== null && 'items' in node && Array.isArray(node.items);

const valueOf = (item: unknown): unknown =>
  typeof item === 'object' && item !== null && 'value' in item && 'key' in item ? item.value : item;

/** What a text says; undefined where it can't be read, or is no map. The server tells why, and where. */
export function read(text: string, format: Format): Definition | undefined {
  try {
    const value: unknown = format === 'json' ? JSON.parse(text) : parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Definition)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The line, from 1, on which a node of this id is written; undefined where it is written in some unusual way. */
export function lineOf(text: string, node: string): number | undefined {
  const written = new RegExp(`[{\\s-]"?id"?\\s*:\\s*["']?${node}["']?\\s*[,}]?`);
  const at = text
    .split('\n')
    .findIndex((line) => written.exec(` ${line}`) !== null && !line.startsWith('id'));
  return at < 0 ? undefined : at + 1;
}

/** What a new workflow begins with. */
export const BLANK = `id: my-workflow
name: My workflow
input: {schema: {type: object, properties: {name: {type: string}}}}
nodes:
  - {id: greet, type: set, name: Greet, with: {text: "\${ 'Hello, ' & (input.name ? input.name : 'world') }"}}
  - {id: rest, type: wait, name: Take a breath, with: {duration: 2s}}
  - {id: done, type: log, name: Say it, with: {message: "\${ nodes.greet.output.text }"}}
edges:
  - {from: greet, to: rest}
  - {from: rest, to: done}
output: "\${ nodes.greet.output }"
`;
