import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Save, Trash2, Undo2 } from 'lucide-react';
import { Suspense, lazy, useDeferredValue, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker, useLocation, useNavigate } from 'react-router';
import { ProblemError } from '../../api/client';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { Select } from '../../components/Field';
import { cn } from '../../lib/cn';
import { type DefinitionVersion, type Saved, remove, save, versionsQuery } from './api';
import { Preview } from './Preview';
import { RunButton } from './RunButton';
import type { EditorHandle } from './SourceEditor';
import { FORMATS, type Format, lineOf, read, toText } from './source';
import { Triggers } from './Triggers';
import { Trouble } from './Trouble';
import { useVerdict } from './useVerdict';
import { Verdicts } from './Verdicts';

const SourceEditor = lazy(() => import('./SourceEditor'));

type Props = { blank: string } | { shown: DefinitionVersion; latest: DefinitionVersion };

/** The source of a workflow beside its graph: read, changed, checked while it is typed, saved as a new version. */
export function Workshop(props: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const editor = useRef<EditorHandle>(null);
  const existing = 'shown' in props ? props : undefined;
  const [format, setFormat] = useState<Format>('yaml');
  const original = useMemo(
    () => (existing ? toText(existing.shown.definition, format) : 'blank' in props ? props.blank : ''),
    [existing?.shown.tag, format], // eslint-disable-line react-hooks/exhaustive-deps -- a version's content never changes
  );
  const [draft, setDraft] = useState<string>();
  const arrived = useLocation().state as { saved?: Saved } | null;
  const [deleting, setDeleting] = useState(false);
  const text = draft ?? original;
  const savedNote = arrived?.saved?.version === existing?.latest.version ? arrived?.saved : undefined;
  const changed = draft !== undefined && draft !== original;
  const parsed = useMemo(() => read(text, format), [text, format]);
  const drawn = useDeferredValue(parsed);
  const check = useVerdict(text, format);
  const valid = check.state === 'checked' && check.verdict.valid;
  const mistakes = useMemo(
    () => (check.state === 'checked' && !check.verdict.valid ? check.verdict.mistakes : []),
    [check],
  );
  const leaving = useRef(false);
  const blocker = useBlocker(() => changed && !leaving.current);

  const target = existing?.shown.id ?? (typeof parsed?.id === 'string' ? parsed.id : '');
  const saving = useMutation({
    mutationFn: (tag: string | undefined) => save(target, text, format, tag),
    onSuccess: async (saved) => {
      leaving.current = true;
      await queries.invalidateQueries({ queryKey: ['definitions'] });
      if (existing) setDraft(undefined);
      await navigate(`/definitions/${saved.id}`, { replace: true, state: { saved } });
      leaving.current = false;
    },
  });
  const removing = useMutation({
    mutationFn: () => (existing ? remove(existing.latest.id, existing.latest.tag) : Promise.resolve()),
    onSuccess: async () => {
      leaving.current = true;
      await navigate('/definitions');
      await queries.invalidateQueries({ queryKey: ['definitions'] });
    },
  });
  const overtaken = saving.error instanceof ProblemError && saving.error.status === 412;
  const name = typeof parsed?.name === 'string' ? parsed.name : target;

  const changeFormat = (next: Format): void => {
    if (draft !== undefined && parsed) setDraft(toText(parsed, next));
    setFormat(next);
  };

  return (
    <div className="flex min-h-0 flex-1 flex-col lg:h-[calc(100dvh-3.5rem)] lg:flex-none">
      <title>{`${name || t('definitions.new')} · Flowcast`}</title>
      <div className="flex flex-wrap items-center gap-2 border-b bg-surface px-4 py-3">
        <div className="mr-auto min-w-0">
          <h1 className="truncate text-lg font-semibold">{name || t('definitions.new')}</h1>
          <p className="truncate text-xs text-ink-faint">
            <code>{target}</code>
            {existing && ` · ${t(`definitions.source.${existing.shown.source}`)}`}
          </p>
        </div>
        {existing && <Versions shown={existing.shown} latest={existing.latest.version} />}
        <Select
          aria-label={t('definitions.format')}
          value={format}
          disabled={draft !== undefined && !parsed}
          onChange={(event) => {
            changeFormat(event.target.value as Format);
          }}
        >
          {FORMATS.map((each) => (
            <option key={each} value={each}>
              {each.toUpperCase()}
            </option>
          ))}
        </Select>
        {changed && (
          <Button
            look="quiet"
            onClick={() => {
              setDraft(undefined);
            }}
          >
            <Undo2 aria-hidden className="size-4" />
            {t('definitions.discard')}
          </Button>
        )}
        {existing?.latest.source === 'api' && !changed && (
          <Button
            look="danger"
            onClick={() => {
              setDeleting(true);
            }}
          >
            <Trash2 aria-hidden className="size-4" />
            {t('definitions.delete')}
          </Button>
        )}
        <Button
          look={changed || !existing ? 'primary' : 'plain'}
          disabled={
            !valid ||
            saving.isPending ||
            (existing !== undefined && text === toText(existing.latest.definition, format))
          }
          onClick={() => {
            saving.mutate(existing?.latest.tag);
          }}
        >
          <Save aria-hidden className="size-4" />
          {t(existing ? 'definitions.save' : 'definitions.create')}
        </Button>
        {existing && !changed && <RunButton workflowId={existing.latest.id} />}
      </div>

      <div aria-live="polite" className="empty:hidden [&>*]:m-3">
        {saving.error && (
          <div className="flex flex-wrap items-center gap-2">
            <Trouble error={saving.error} />
            {overtaken && existing && (
              <Button
                size="small"
                onClick={() => {
                  void queries.invalidateQueries({ queryKey: ['definitions', target] }).then(() => {
                    saving.reset();
                  });
                }}
              >
                {t('definitions.takeNote')}
              </Button>
            )}
          </div>
        )}
        {savedNote && !changed && (
          <p className="rounded-lg bg-completed-ground px-3 py-2 text-sm text-completed">
            {t(savedNote.new ? 'definitions.saved' : 'definitions.unchanged', { version: savedNote.version })}
          </p>
        )}
      </div>
      <Dialog
        open={blocker.state === 'blocked'}
        onOpen={() => blocker.reset?.()}
        title={t('definitions.unsaved')}
      >
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="primary" onClick={() => blocker.reset?.()}>
            {t('definitions.stay')}
          </Button>
          <Button look="danger" onClick={() => blocker.proceed?.()}>
            {t('definitions.leave')}
          </Button>
        </div>
      </Dialog>
      <Dialog
        open={deleting}
        onOpen={setDeleting}
        title={t('definitions.delete')}
        description={t('definitions.deleteSure', { name })}
      >
        <div className="flex flex-wrap justify-end gap-2">
          <Button
            onClick={() => {
              setDeleting(false);
            }}
          >
            {t('definitions.keep')}
          </Button>
          <Button
            look="danger"
            disabled={removing.isPending}
            onClick={() => {
              removing.mutate();
            }}
          >
            {t('definitions.delete')}
          </Button>
        </div>
        {removing.error && <Trouble error={removing.error} />}
      </Dialog>

      <div className="grid min-h-0 flex-1 lg:grid-cols-2">
        <section
          aria-label={t('definitions.text')}
          className="flex h-[60dvh] min-h-0 min-w-0 flex-col border-b lg:h-auto lg:border-r lg:border-b-0"
        >
          <div className="relative min-h-0 flex-1">
            <div className="absolute inset-0">
              <Suspense fallback={<p className="p-4 text-ink-soft">{t('app.loading')}</p>}>
                <SourceEditor
                  ref={editor}
                  text={text}
                  format={format}
                  mistakes={mistakes}
                  readOnly={false}
                  label={t('definitions.text')}
                  onChange={setDraft}
                />
              </Suspense>
            </div>
          </div>
          <Verdicts
            check={check}
            onChoose={(mistake) => {
              editor.current?.goTo(mistake.line ?? 1, mistake.column ?? 1);
            }}
          />
        </section>
        <section
          aria-label={t('definitions.graph')}
          className={cn('flex h-[60dvh] min-h-0 min-w-0 flex-col lg:h-auto', !drawn && 'opacity-50')}
        >
          {existing?.latest.triggers && (
            <div className="border-b px-4 py-2">
              <Triggers triggers={existing.latest.triggers} />
            </div>
          )}
          <div className="relative min-h-0 flex-1">
            {drawn && (
              <Preview
                definition={drawn}
                onSelect={(node) => {
                  const line = lineOf(text, node);
                  if (line !== undefined) editor.current?.goTo(line, 1);
                }}
              />
            )}
          </div>
        </section>
      </div>
    </div>
  );
}

function Versions({ shown, latest }: { shown: DefinitionVersion; latest: number }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { data } = useQuery(versionsQuery(shown.id));
  return (
    <Select
      aria-label={t('definitions.versions')}
      value={shown.version}
      onChange={(event) => {
        const version = Number(event.target.value);
        void navigate(
          version === latest ? `/definitions/${shown.id}` : `/definitions/${shown.id}?version=${version}`,
        );
      }}
    >
      {(data ?? [shown]).map((each) => (
        <option key={each.version} value={each.version}>
          {t('definitions.version', { version: each.version })} ·{' '}
          {new Date(each.updatedAt).toLocaleDateString(i18n.language)}
        </option>
      ))}
    </Select>
  );
}
