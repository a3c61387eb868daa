import { jsonLanguage } from '@codemirror/lang-json';

type SyntaxNode = ReturnType<typeof jsonLanguage.parser.parse>['topNode'];

/** Where a text stops being JSON, as an offset; undefined where it does not. */
export function brokenAt(text: string): number | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    let at: number | undefined;
    jsonLanguage.parser.parse(text).iterate({
      enter: (node) => {
        if (node.type.isError) at ??= node.from;
      },
    });
    // What the grammar tolerates and JSON does not (a bad escape): somewhere in it.
    return at ?? 0;
  }
}

/** Where the value that a JSON Pointer (RFC 6901) names begins, or the nearest value around it. */
export function offsetOf(text: string, pointer: string): number {
  let value: SyntaxNode | null = jsonLanguage.parser.parse(text).topNode.firstChild;
  for (const step of pointer.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    const inner = value && member(text, value, name);
    if (!inner) break;
    value = inner;
  }
  return value?.from ?? 0;
}

const VALUES = new Set(['Object', 'Array', 'String', 'Number', 'True', 'False', 'Null']);

function member(text: string, within: SyntaxNode, name: string): SyntaxNode | null {
  if (within.name === 'Array') {
    return children(within).filter((child) => VALUES.has(child.name))[Number(name)] ?? null;
  }
  const property = within
    .getChildren('Property')
    .find((each) => nameOf(text, each.getChild('PropertyName')) === name);
  return property?.lastChild ?? null;
}

function nameOf(text: string, node: SyntaxNode | null): unknown {
  try {
    return node && JSON.parse(text.slice(node.from, node.to));
  } catch {
    return undefined;
  }
}

function children(node: SyntaxNode): SyntaxNode[] {
  const all: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) all.push(child);
  return all;
}
