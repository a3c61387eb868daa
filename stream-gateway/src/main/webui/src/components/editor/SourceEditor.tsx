import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, foldGutter, indentOnInput } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { Annotation, Compartment, EditorState } from '@codemirror/state';
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder as placeholderText,
} from '@codemirror/view';
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react';
import type { ProblemError as Mistake } from '../../api/types';
import { colours, theme } from './look';
import { type Format, span } from './text';

/** What a page may ask of the editor. */
export interface EditorHandle {
  goTo: (line: number, column: number) => void;
}

interface Props {
  text: string;
  format: Format;
  mistakes: Mistake[];
  readOnly: boolean;
  label: string;
  onChange: (text: string) => void;
  /** Shown where there is no text. */
  placeholder?: string;
  ref?: Ref<EditorHandle>;
}

const languages = { yaml, json };

/** A change that was handed in, and is no news to whoever did so. */
const given = Annotation.define<boolean>();

/**
 * CodeMirror, in a shadow root: there it adopts its style sheets, which no Content-Security-Policy forbids. Loaded when
 * somebody looks at a source.
 */
export default function SourceEditor({
  text,
  format,
  mistakes,
  readOnly,
  label,
  onChange,
  placeholder,
  ref,
}: Props) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const changed = useRef(onChange);
  const parts = useRef({ language: new Compartment(), access: new Compartment() });

  useEffect(() => {
    changed.current = onChange;
  });

  useEffect(() => {
    if (!host.current) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const { language, access } = parts.current;
    const editor = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        extensions: [
          lineNumbers(),
          foldGutter(),
          lintGutter(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          EditorView.lineWrapping,
          EditorState.tabSize.of(2),
          keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap]),
          language.of([]),
          access.of([]),
          theme,
          colours,
          EditorView.updateListener.of((update) => {
            if (update.docChanged && !update.transactions.some((each) => each.annotation(given)))
              changed.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      editor.destroy();
    };
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== text) {
      editor.dispatch({
        changes: { from: 0, to: editor.state.doc.length, insert: text },
        annotations: given.of(true),
      });
    }
  }, [text]);

  useEffect(() => {
    view.current?.dispatch({ effects: parts.current.language.reconfigure(languages[format]()) });
  }, [format]);

  useEffect(() => {
    view.current?.dispatch({
      effects: parts.current.access.reconfigure([
        EditorState.readOnly.of(readOnly),
        placeholder === undefined ? [] : placeholderText(placeholder),
        EditorView.contentAttributes.of({
          'aria-label': label,
          tabindex: '0',
          ...(readOnly ? { 'aria-readonly': 'true' } : {}),
        }),
      ]),
    });
  }, [readOnly, label, placeholder]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    const current = editor.state.doc.toString();
    editor.dispatch(
      setDiagnostics(
        editor.state,
        mistakes.map((mistake) => ({
          ...span(current, mistake.line, mistake.column),
          severity: 'error' as const,
          message: mistake.detail,
        })),
      ),
    );
  }, [mistakes]);

  useImperativeHandle(ref, () => ({
    goTo: (line, column) => {
      const editor = view.current;
      if (!editor) return;
      const { from, to } = span(editor.state.doc.toString(), line, column);
      editor.dispatch({
        selection: { anchor: from, head: to },
        effects: EditorView.scrollIntoView(from, { y: 'center' }),
      });
      editor.focus();
    },
  }));

  return <div ref={host} className="h-full min-h-0 overflow-hidden" />;
}
