import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** How CodeMirror looks here: the colours of the pages, so light and dark alike. */
export const theme = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--surface)', color: 'var(--ink)', fontSize: '13px' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-scroller': {
    fontFamily: "ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace",
    lineHeight: '1.6',
  },
  '.cm-gutters': { backgroundColor: 'var(--sunken)', color: 'var(--ink-faint)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 7%, transparent)',
  },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 25%, transparent) !important',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    border: '1px solid var(--line-strong)',
    borderRadius: '6px',
    maxWidth: '40rem',
  },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--failed)' },
  '.cm-placeholder': { color: 'var(--ink-faint)' },
  '.cm-changedLine': {
    backgroundColor: 'color-mix(in srgb, var(--completed) 7%, transparent) !important',
  },
  '.cm-insertedLine': { backgroundColor: 'transparent !important' },
  '.cm-deletedChunk': {
    backgroundColor: 'color-mix(in srgb, var(--failed) 9%, transparent) !important',
  },
  '&.cm-merge-b .cm-changedText, .cm-insertedLine .cm-changedText, .cm-changedText': {
    background: 'color-mix(in srgb, var(--completed) 16%, transparent) !important',
  },
  '.cm-deletedChunk .cm-deletedText': {
    background: 'color-mix(in srgb, var(--failed) 24%, transparent) !important',
  },
  '.cm-changedLineGutter': { background: 'var(--completed) !important' },
  '.cm-deletedLineGutter': { background: 'var(--failed) !important' },
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: 'none !important' },
  '.cm-collapsedLines': {
    background: 'var(--sunken) !important',
    color: 'var(--ink-soft)',
    padding: '4px 12px',
  },
});

export const colours = syntaxHighlighting(
  HighlightStyle.define([
    { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--running)' },
    { tag: [tags.string, tags.content], color: 'var(--ink)' },
    { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: 'var(--waiting)' },
    { tag: tags.comment, color: 'var(--ink-faint)', fontStyle: 'italic' },
    { tag: [tags.punctuation, tags.separator, tags.bracket], color: 'var(--ink-faint)' },
    { tag: tags.invalid, color: 'var(--failed)' },
  ]),
);
