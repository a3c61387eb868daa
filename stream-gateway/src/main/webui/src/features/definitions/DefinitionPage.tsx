import { useQuery } from '@tanstack/react-query';
import { useParams, useSearchParams } from 'react-router';
import { type DefinitionVersion, definitionQuery, textQuery } from './api';
import { NEW } from './place';
import { BLANK, type Text } from './source';
import { Trouble } from './Trouble';
import { Workshop } from './Workshop';

const NEW_TEXT: Text = { content: BLANK, format: 'yaml' };

/** One workflow; `?version=` is an earlier version of it, and `_new` one that is not there yet. */
export function DefinitionPage() {
  const { definitionId = '' } = useParams();
  const [search] = useSearchParams();
  const number = Number(search.get('version') ?? Number.NaN);
  const version = Number.isSafeInteger(number) && number > 0 ? number : undefined;
  return definitionId === NEW ? (
    <Workshop written={NEW_TEXT} />
  ) : (
    <Existing key={`${definitionId} ${version ?? ''}`} id={definitionId} version={version} />
  );
}

function Existing({ id, version }: { id: string; version: number | undefined }) {
  const latest = useQuery(definitionQuery(id));
  const shown = useQuery(definitionQuery(id, version));
  const error = shown.error ?? latest.error;
  if (shown.data && latest.data) return <Written shown={shown.data} latest={latest.data} />;
  return error ? (
    <div className="p-6">
      <Trouble error={error} />
    </div>
  ) : null;
}

function Written(existing: { shown: DefinitionVersion; latest: DefinitionVersion }) {
  const { data, error } = useQuery({ ...textQuery(existing.shown), placeholderData: (before) => before });
  if (data) return <Workshop written={data} existing={existing} />;
  return error ? (
    <div className="p-6">
      <Trouble error={error} />
    </div>
  ) : null;
}
