import { json } from '@codemirror/lang-json';
import { yaml } from '@codemirror/lang-yaml';
import { unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { colours, theme } from './look';
import type { Format } from './text';

interface Props {
  before: string;
  after: string;
  format: Format;
  label: string;
  /** What stands for lines that are alike; `$` is their number. */
  folded: string;
}

/** What has changed between two texts, in one column; long stretches that are alike are folded. In a shadow root, as the editor. */
export default function DiffView({ before, after, format, label, folded }: Props) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const view = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: after,
        extensions: [
          lineNumbers(),
          EditorView.lineWrapping,
          EditorState.readOnly.of(true),
          EditorView.editable.of(false),
          EditorState.phrases.of({ '$ unchanged lines': folded }),
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          format === 'json' ? json() : yaml(),
          unifiedMergeView({
            original: before,
            mergeControls: false,
            // On its red ground the colours of the syntax are too faint.
            syntaxHighlightDeletions: false,
            collapseUnchanged: { margin: 3, minSize: 6 },
          }),
          theme,
          colours,
        ],
      }),
    });
    return () => {
      view.destroy();
    };
  }, [before, after, format, label, folded]);
  return <div ref={host} className="h-full min-h-0 overflow-hidden" />;
}
