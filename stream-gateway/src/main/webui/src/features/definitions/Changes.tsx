import { useQuery } from '@tanstack/react-query';
import { Suspense, lazy } from 'react';
import { useTranslation } from 'react-i18next';
import type { DefinitionSummary } from '../../api/types';
import { Select } from '../../components/Field';
import { definitionQuery, textQuery } from './api';
import { type Text, read, toText } from './source';
import { Trouble } from './Trouble';

const DiffView = lazy(() => import('../../components/editor/DiffView'));

interface Props {
  id: string;
  versions: DefinitionSummary[];
  /** The version to compare with. */
  against: number;
  onAgainst: (version: number) => void;
  /** What stands in the editor. */
  text: Text;
}

/** How the text in the editor differs from a version. */
export function Changes({ id, versions, against, onAgainst, text }: Props) {
  const { t, i18n } = useTranslation();
  const latest = versions[0]?.version === against;
  const version = useQuery(definitionQuery(id, latest ? undefined : against));
  return (
    <div className="flex h-full min-h-0 flex-col">
      <label className="flex flex-wrap items-center gap-2 border-b px-4 py-2 text-sm text-ink-soft">
        {t('definitions.compareWith')}
        <Select
          value={against}
          onChange={(event) => {
            onAgainst(Number(event.target.value));
          }}
        >
          {versions.map((each) => (
            <option key={each.version} value={each.version}>
              {t('definitions.version', { version: each.version })} ·{' '}
              {new Date(each.updatedAt).toLocaleDateString(i18n.language)}
            </option>
          ))}
        </Select>
      </label>
      <div className="relative min-h-0 flex-1">
        <div className="absolute inset-0">
          {version.data ? <Against key={version.data.tag} version={version.data} text={text} /> : null}
          {version.error && !version.data && <Trouble error={version.error} />}
        </div>
      </div>
    </div>
  );
}

function Against({ version, text }: { version: Parameters<typeof textQuery>[0]; text: Text }) {
  const { t } = useTranslation();
  const { data: written, error } = useQuery(textQuery(version));
  if (error) return <Trouble error={error} />;
  if (!written) return null;
  const before = inFormatOf(text, written);
  if (before === text.content) {
    return <p className="p-6 text-center text-sm text-ink-soft">{t('definitions.same')}</p>;
  }
  return (
    <Suspense fallback={<p className="p-4 text-ink-soft">{t('app.loading')}</p>}>
      <DiffView
        before={before}
        after={text.content}
        format={text.format}
        label={t('definitions.changes')}
        folded={t('definitions.folded', { lines: '$' })}
      />
    </Suspense>
  );
}

/** Two texts are compared in one format; where it is another, comments are no part of that. */
function inFormatOf({ format }: Text, written: Text): string {
  if (format === written.format) return written.content;
  const source = read(written.content, written.format);
  return source ? toText(source, format) : written.content;
}
