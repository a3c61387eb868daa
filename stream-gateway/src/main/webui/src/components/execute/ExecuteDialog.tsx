import { useMutation, useQuery } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { Suspense, lazy, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ProblemError, get, post } from '../../api/client';
import { definitionsQuery } from '../../api/definitions';
import type { DefinitionSummary, Json } from '../../api/types';
import { cn } from '../../lib/cn';
import { randomKey } from '../../lib/key';
import { Button } from '../Button';
import { Dialog } from '../Dialog';
import { Select } from '../Field';
import { SchemaForm } from './SchemaForm';
import { type Schema, fieldsOf, initial, kindOf, missing, resolved } from './schema';

const JsonEditor = lazy(() => import('./JsonEditor'));

interface Props {
  /** Chosen to begin with. */
  workflowId?: string;
  /** Of the chosen workflow, where it is not the latest that is to run. */
  version?: number;
  onClose: () => void;
}

/** Picks a workflow, asks for its input by its schema, starts it, and leads to the new execution. */
export default function ExecuteDialog({ workflowId, version, onClose }: Props) {
  const { t } = useTranslation();
  const { data: definitions } = useQuery(definitionsQuery);
  const [picked, setPicked] = useState(workflowId);
  const chosen = picked ?? definitions?.[0]?.id;
  const summary = definitions?.find((each) => each.id === chosen);
  return (
    <Dialog
      open
      onOpen={onClose}
      title={t('execute.title')}
      {...(summary?.description === undefined ? {} : { description: summary.description })}
    >
      <label className="flex flex-col gap-1 text-sm font-medium">
        {t('execute.workflow')}
        <Select
          value={chosen ?? ''}
          onChange={(event) => {
            setPicked(event.target.value);
          }}
        >
          {definitions?.map((definition) => (
            <option key={definition.id} value={definition.id}>
              {definition.name}
            </option>
          ))}
        </Select>
      </label>
      {definitions?.length === 0 && <p className="text-sm text-ink-soft">{t('execute.noWorkflows')}</p>}
      {chosen !== undefined && (
        <InputOf
          key={chosen}
          workflowId={chosen}
          version={chosen === workflowId ? version : undefined}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}

interface Definition extends DefinitionSummary {
  definition?: { input?: { schema?: Schema } };
}

interface InputProps {
  workflowId: string;
  version: number | undefined;
  onClose: () => void;
}

function InputOf({ workflowId, version, onClose }: InputProps) {
  const { t } = useTranslation();
  const { data, error } = useQuery({
    queryKey: ['definitions', workflowId, 'input', version ?? 'latest'],
    queryFn: ({ signal }) => {
      const query = version === undefined ? '' : `?version=${version}`;
      return get<Definition>(`/definitions/${encodeURIComponent(workflowId)}${query}`, signal);
    },
  });
  if (error) {
    return (
      <p role="alert" className="text-sm text-failed">
        {error.message}
      </p>
    );
  }
  if (!data) return <div aria-label={t('app.loading')} className="h-40 animate-pulse rounded-xl bg-sunken" />;
  return (
    <>
      {version !== undefined && (
        <p className="rounded-lg bg-sunken px-3 py-2 text-sm text-ink-soft">
          {t('execute.version', { version })}
        </p>
      )}
      <Form
        workflowId={workflowId}
        version={version}
        schema={resolved(data.definition?.input?.schema)}
        onClose={onClose}
      />
    </>
  );
}

type Way = 'form' | 'json';

interface Started {
  executionId: string;
}

interface FormProps {
  workflowId: string;
  version: number | undefined;
  schema: Schema | undefined;
  onClose: () => void;
}

function Form({ workflowId, version, schema, onClose }: FormProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const hasForm = schema !== undefined && kindOf(schema) === 'object' && fieldsOf(schema).length > 0;
  const [way, setWay] = useState<Way>(hasForm ? 'form' : 'json');
  const [input, setInput] = useState<Json | undefined>(() => (schema ? initial(schema) : undefined));
  const [valid, setValid] = useState(true);
  const keyOf = useIdempotencyKeys();
  const start = useMutation({
    mutationFn: () => {
      const body = {
        workflowId,
        ...(version === undefined ? {} : { version }),
        ...(input === undefined ? {} : { input }),
      };
      return post<Started>('/execute', body, { 'Idempotency-Key': keyOf(JSON.stringify(body)) });
    },
    onSuccess: ({ executionId }) => {
      onClose();
      void navigate(`/executions/${executionId}`);
    },
  });
  const [lacking, setLacking] = useState<string[]>([]);
  const mistakes = useMemo(() => {
    const all = new Map(mistakesIn(start.error));
    for (const place of lacking) all.set(place, t('execute.missing'));
    return all;
  }, [start.error, lacking, t]);
  const general = mistakes.get('');
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (mistakes.size > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [mistakes]);
  return (
    <form
      ref={form}
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        const lacks = way === 'form' && schema ? missing(schema, input) : [];
        setLacking(lacks);
        if (valid && lacks.length === 0) start.mutate();
      }}
    >
      {hasForm && (
        <div role="group" aria-label={t('execute.way')} className="flex w-fit gap-1 rounded-lg bg-sunken p-1">
          {(['form', 'json'] as const).map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={way === each}
              disabled={!valid && each !== way}
              className={cn(
                'rounded-md px-3 py-1 text-xs font-medium text-ink-soft disabled:opacity-50',
                way === each && 'bg-surface text-ink shadow-raised',
              )}
              onClick={() => {
                setWay(each);
              }}
            >
              {t(`execute.${each}`)}
            </button>
          ))}
        </div>
      )}
      {way === 'form' && hasForm ? (
        <SchemaForm schema={schema} value={input} onChange={setInput} mistakes={mistakes} />
      ) : (
        <Suspense
          fallback={<div aria-label={t('app.loading')} className="h-60 animate-pulse rounded-xl bg-sunken" />}
        >
          <JsonEditor
            label={t('execute.json')}
            className="h-60"
            value={input}
            mistakes={mistakes}
            onChange={setInput}
            onValid={setValid}
          />
        </Suspense>
      )}
      {start.error && (
        <div role="alert" className="rounded-lg bg-failed-ground px-3 py-2 text-sm text-failed">
          <p className="font-medium">
            {start.error instanceof ProblemError ? start.error.problem.title : t('execute.unreachable')}
          </p>
          {start.error instanceof ProblemError && mistakes.size === 0 && <p>{start.error.problem.detail}</p>}
          {general !== undefined && <p>{general}</p>}
          {way === 'json' &&
            [...mistakes]
              .filter(([place]) => place !== '')
              .map(([place, text]) => (
                <p key={place}>
                  <code>{place}</code>: {text}
                </p>
              ))}
        </div>
      )}
      <div className="sticky -bottom-5 -mx-5 -mb-5 flex justify-end gap-2 border-t bg-raised px-5 py-3">
        <Button onClick={onClose}>{t('execute.cancel')}</Button>
        <Button look="primary" type="submit" disabled={!valid || start.isPending}>
          <Play aria-hidden className="size-4" />
          {t('execute.start')}
        </Button>
      </div>
    </form>
  );
}

/** By JSON Pointer; those of one place together. */
function mistakesIn(error: unknown): ReadonlyMap<string, string> {
  const mistakes = new Map<string, string>();
  if (!(error instanceof ProblemError)) return mistakes;
  for (const { pointer = '', detail } of error.problem.errors ?? []) {
    const place = pointer.replace(/^#?\/input(?=\/|$)/, '');
    const before = mistakes.get(place);
    mistakes.set(place, before === undefined ? detail : `${before}; ${detail}`);
  }
  return mistakes;
}

/** The same request has the same key, so that pressing twice, or again after a lost answer, starts it once. */
function useIdempotencyKeys(): (body: string) => string {
  const kept = useRef<{ body: string; key: string }>(undefined);
  return (body) => {
    if (kept.current?.body !== body) {
      kept.current = { body, key: randomKey() };
    }
    return kept.current.key;
  };
}
