/** What authors may write a definition in; the server takes both. */
export const FORMATS = ['yaml', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** Where a mistake lies in a text: offsets of the word at this line and column (from 1), within the text's bounds. */
export function span(text: string, line = 1, column = 1): { from: number; to: number } {
  const lines = text.split('\n');
  const row = Math.min(Math.max(line, 1), lines.length) - 1;
  const start = lines.slice(0, row).reduce((sum, each) => sum + each.length + 1, 0);
  const content = lines[row] ?? '';
  const at = Math.min(Math.max(column, 1) - 1, content.length);
  const word = /^[\w.-]+|^"[^"]*"|^\S/.exec(content.slice(at));
  return { from: start + at, to: start + at + (word?.[0].length ?? 0) };
}

/** The line and column (from 1) of an offset. */
export function placeAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
