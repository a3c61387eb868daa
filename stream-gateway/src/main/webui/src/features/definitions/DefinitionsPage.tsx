import { useQuery } from '@tanstack/react-query';
import { Plus, Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { definitionsQuery } from '../../api/definitions';
import type { DefinitionSummary } from '../../api/types';
import { Input } from '../../components/Field';

import { NEW } from './place';
import { Trouble } from './Trouble';
import { Triggers } from './Triggers';
import { When } from './When';

const holds = (item: DefinitionSummary, text: string): boolean =>
  [item.id, item.name, item.description ?? ''].some((each) => each.toLowerCase().includes(text));

/** All workflows; what is searched for is in the address. */
export function DefinitionsPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const { data, error } = useQuery({ ...definitionsQuery, refetchInterval: 5_000 });
  const text = search.get('q') ?? '';
  const shown = data?.filter((item) => holds(item, text.trim().toLowerCase()));
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-col gap-5 p-4 sm:p-6">
      <title>{`${t('app.definitions')} · Flowcast`}</title>
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="mr-auto text-xl font-semibold">{t('app.definitions')}</h1>
        <div className="relative">
          <Search aria-hidden className="absolute top-2.5 left-3 size-4 text-ink-faint" />
          <Input
            type="search"
            aria-label={t('definitions.search')}
            placeholder={t('definitions.search')}
            className="w-56 pl-9"
            value={text}
            onChange={(event) => {
              setSearch(event.target.value ? { q: event.target.value } : {}, { replace: true });
            }}
          />
        </div>
        <Link
          to={`/definitions/${NEW}`}
          className="inline-flex h-9 items-center gap-1.5 rounded-lg bg-accent px-3 text-sm font-medium text-on-accent hover:bg-accent-strong"
        >
          <Plus aria-hidden className="size-4" />
          {t('definitions.new')}
        </Link>
      </div>
      {error && !data && <Trouble error={error} />}
      {shown?.length === 0 && (
        <p className="rounded-xl border border-dashed p-10 text-center text-ink-soft">
          {t(text ? 'definitions.noneFound' : 'definitions.none')}
        </p>
      )}
      <ul className="grid grid-cols-1 gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {shown?.map((item) => (
          <li
            key={item.id}
            className="relative flex flex-col gap-2 rounded-xl border bg-surface p-4 shadow-raised transition-colors hover:border-accent"
          >
            <div className="flex items-baseline gap-2">
              <Link
                to={`/definitions/${item.id}`}
                className="truncate font-medium after:absolute after:inset-0 after:rounded-xl"
                title={item.name}
              >
                {item.name}
              </Link>
              <span className="ml-auto shrink-0 text-xs text-ink-faint tabular-nums">
                {t('definitions.version', { version: item.version })}
              </span>
            </div>
            <code className="truncate text-xs text-ink-faint">{item.id}</code>
            <p className="line-clamp-2 min-h-10 text-sm text-ink-soft">{item.description}</p>
            {item.triggers && (
              <div className="relative">
                <Triggers triggers={item.triggers} />
              </div>
            )}
            <p className="mt-auto text-xs text-ink-faint">
              {t(`definitions.source.${item.source}`)} · <When at={item.updatedAt} />
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}
