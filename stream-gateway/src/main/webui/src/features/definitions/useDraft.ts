import { useMemo, useState } from 'react';
import type { Format } from '../../components/editor/text';
import { type Text, read, toText } from './source';

interface Draft extends Text {
  /** Names the version that was the latest when the draft was begun; none for a new workflow. */
  base: string | undefined;
}

/**
 * What is typed, apart from what was written: it keeps the version that it began from, so that what others save meanwhile is neither
 * lost nor taken for known.
 */
export function useDraft(written: Text, latest: string | undefined) {
  const [draft, setDraft] = useState<Draft>();
  const [shownAs, setShownAs] = useState<Format>();
  const format = draft?.format ?? shownAs ?? written.format;
  const original = useMemo(() => inFormat(written, format), [written, format]);
  const content = draft?.content ?? original;
  return {
    text: useMemo((): Text => ({ content, format }), [content, format]),
    changed: draft !== undefined && content !== original,
    /** The version that a save is to follow. */
    base: draft ? draft.base : latest,
    type: (typed: string): void => {
      setDraft((before) => ({ content: typed, format, base: before ? before.base : latest }));
    },
    /** Goes on from what is the latest by now. */
    follow: (tag: string | undefined): void => {
      setDraft((before) => before && { ...before, base: tag });
    },
    discard: (): void => {
      setDraft(undefined);
    },
    convert: (next: Format): void => {
      setDraft((before) => before && { ...before, ...convertedFrom(before, next) });
      setShownAs(next);
    },
  };
}

const inFormat = (text: Text, format: Format): string => convertedFrom(text, format).content;

/** In another format what a text says, without its comments; a text that can't be read stays as it is. */
function convertedFrom(text: Text, format: Format): Text {
  if (format === text.format) return text;
  const source = read(text.content, text.format);
  return source ? { content: toText(source, format), format } : text;
}
