import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Save, Undo2 } from 'lucide-react';
import { Suspense, lazy, useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { ProblemError } from '../../api/client';
import { Button } from '../../components/Button';
import type { EditorHandle } from '../../components/editor/SourceEditor';
import { FORMATS, type Format } from '../../components/editor/text';
import { Select } from '../../components/Field';
import { type DefinitionVersion, type Saved, save, versionsQuery } from './api';
import { DeleteButton } from './DeleteButton';
import { LeaveGuard } from './LeaveGuard';
import { Overtaken } from './Overtaken';
import { RunButton } from './RunButton';
import { Side } from './Side';
import { type Text, isForeign, lineOf, read } from './source';
import { Trouble } from './Trouble';
import { useDraft } from './useDraft';
import { useVerdict } from './useVerdict';
import { Verdicts } from './Verdicts';
import { VersionPicker } from './VersionPicker';

const SourceEditor = lazy(() => import('../../components/editor/SourceEditor'));

interface Existing {
  shown: DefinitionVersion;
  latest: DefinitionVersion;
}

interface Props {
  /** What stood there when it was opened, as its author wrote it. */
  written: Text;
  /** None for a workflow that is not there yet. */
  existing?: Existing;
}

/** The source of a workflow beside its graph: read, changed, checked while it is typed, saved as a new version. */
export function Workshop({ written, existing }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const editor = useRef<EditorHandle>(null);
  const draft = useDraft(written, existing?.latest.tag);
  const { text, changed } = draft;
  const arrived = useLocation().state as { saved?: Saved } | null;
  const savedNote = arrived?.saved?.version === existing?.latest.version ? arrived?.saved : undefined;
  const { data: versions } = useQuery({
    ...versionsQuery(existing?.latest.id ?? '', existing?.latest.version),
    enabled: existing !== undefined,
  });
  const [against, setAgainst] = useState<number>();

  const parsed = useMemo(() => read(text.content, text.format), [text]);
  const check = useVerdict(text.content, text.format);
  const approval = check.state === 'checked' && check.verdict.valid ? check.verdict : undefined;
  const mistakes = useMemo(
    () => (check.state === 'checked' && !check.verdict.valid ? check.verdict.mistakes : []),
    [check],
  );
  const foreign = isForeign(parsed);
  const drawn = useDeferredValue(
    foreign ? (changed || !existing ? approval?.definition : existing.shown.definition) : parsed,
  );
  const target =
    existing?.shown.id ?? (typeof parsed?.id === 'string' ? parsed.id : foreign ? (approval?.id ?? '') : '');

  const leaving = useRef(false);
  const holds = useCallback(() => changed && !leaving.current, [changed]);
  const saving = useMutation({
    mutationFn: () => save(target, text.content, text.format, draft.base),
    onSuccess: async (saved) => {
      leaving.current = true;
      draft.follow(saved.tag);
      queries.setQueryData(['definitions', saved.id, 'text', saved.version, saved.tag], text);
      await queries.invalidateQueries({ queryKey: ['definitions'] });
      if (existing) draft.discard();
      await navigate(`/definitions/${saved.id}`, { replace: true, state: { saved } });
      leaving.current = false;
    },
    onError: (error) => {
      if (error instanceof ProblemError && error.status === 412 && existing) {
        void queries.invalidateQueries({ queryKey: ['definitions', target] });
      }
    },
  });
  const refused = saving.error instanceof ProblemError && saving.error.status === 412;
  const overtaken =
    existing !== undefined && changed && !saving.isPending && draft.base !== existing.latest.tag;
  const savable = approval !== undefined && target !== '' && !saving.isPending && !overtaken;
  const isLatest = existing?.shown.version === existing?.latest.version;
  const name = typeof parsed?.name === 'string' ? parsed.name : (existing?.shown.name ?? target);

  return (
    // The shortcut of every editor; the button does the same.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className="flex min-h-0 flex-1 flex-col lg:h-[calc(100dvh-3.5rem)] lg:flex-none"
      onKeyDown={(event) => {
        if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
        event.preventDefault();
        if (savable && (changed || !existing)) saving.mutate();
      }}
    >
      <title>{`${name || t('definitions.new')} · Flowcast`}</title>
      <div className="flex flex-wrap items-center gap-2 border-b bg-surface px-4 py-3">
        <div className="min-w-0 flex-1 basis-56 max-sm:basis-full">
          <h1 className="truncate text-lg font-semibold" title={name}>
            {name || t('definitions.new')}
          </h1>
          <p className="truncate text-xs text-ink-soft">
            <code>{target}</code>
            {existing && ` · ${t(`definitions.source.${existing.shown.source}`)}`}
          </p>
        </div>
        {existing && (
          <VersionPicker
            shown={existing.shown}
            latest={existing.latest.version}
            versions={versions ?? [existing.shown]}
          />
        )}
        <Select
          aria-label={t('definitions.format')}
          value={text.format}
          disabled={!parsed}
          title={t('definitions.formatNote')}
          onChange={(event) => {
            draft.convert(event.target.value as Format);
          }}
        >
          {FORMATS.map((each) => (
            <option key={each} value={each}>
              {each.toUpperCase()}
            </option>
          ))}
        </Select>
        {changed && (
          <Button look="quiet" onClick={draft.discard}>
            <Undo2 aria-hidden className="size-4" />
            {t('definitions.discard')}
          </Button>
        )}
        {existing?.latest.source === 'api' && !changed && <DeleteButton latest={existing.latest} />}
        {(changed || !existing || !isLatest) && (
          <Button
            look={changed || !existing ? 'primary' : 'plain'}
            disabled={!savable}
            title={t('definitions.shortcut')}
            onClick={() => {
              saving.mutate();
            }}
          >
            <Save aria-hidden className="size-4" />
            {t(existing ? (changed ? 'definitions.save' : 'definitions.restore') : 'definitions.create')}
          </Button>
        )}
        {existing && !changed && (
          <RunButton
            workflowId={existing.shown.id}
            {...(isLatest ? {} : { version: existing.shown.version })}
          />
        )}
      </div>

      <div aria-live="polite" className="empty:hidden [&>*]:m-3">
        {saving.error && !(refused && existing) && <Trouble error={saving.error} />}
        {overtaken && (
          <Overtaken
            version={existing.latest.version}
            onCompare={() => {
              setAgainst(existing.latest.version);
            }}
            onGoOn={() => {
              saving.reset();
              draft.follow(existing.latest.tag);
            }}
          />
        )}
        {savedNote && !changed && isLatest && (
          <p className="rounded-lg bg-completed-ground px-3 py-2 text-sm text-completed">
            {t(savedNote.new ? 'definitions.saved' : 'definitions.textSaved', { version: savedNote.version })}
          </p>
        )}
        {existing && !isLatest && !changed && (
          <p className="rounded-lg bg-sunken px-3 py-2 text-sm text-ink-soft">
            {t('definitions.older', { shown: existing.shown.version, latest: existing.latest.version })}
          </p>
        )}
      </div>
      <LeaveGuard holds={holds} />

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
                  text={text.content}
                  format={text.format}
                  mistakes={mistakes}
                  readOnly={false}
                  label={t('definitions.text')}
                  onChange={draft.type}
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
        <Side
          drawn={drawn}
          text={text}
          existing={existing}
          versions={versions}
          against={against}
          onAgainst={setAgainst}
          onNode={(node) => {
            const line = lineOf(text.content, node);
            if (line !== undefined) editor.current?.goTo(line, 1);
          }}
        />
      </div>
    </div>
  );
}
