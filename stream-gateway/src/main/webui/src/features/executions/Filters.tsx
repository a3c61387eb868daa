import { useQuery } from '@tanstack/react-query';
import { Search, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { definitionsQuery } from '../../api/definitions';
import { Button } from '../../components/Button';
import { Input, Select } from '../../components/Field';
import { type Place, SPANS, isExecutionId } from './filter';

interface Props {
  place: Place;
  onChange: (change: Record<string, string | undefined>) => void;
}

export function Filters({ place, onChange }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const chosen = place.within ?? ((place.from ?? place.to) ? 'custom' : '');
  const filtered =
    place.status !== undefined || place.workflowId !== undefined || chosen !== '' || place.search !== '';
  return (
    <div role="search" className="flex flex-wrap items-center gap-2">
      <form
        className="relative w-full sm:w-auto sm:min-w-56 sm:flex-1"
        onSubmit={(event) => {
          event.preventDefault();
          const id = place.search.trim();
          if (isExecutionId(id)) void navigate(`/executions/${id}`);
        }}
      >
        <Search aria-hidden className="pointer-events-none absolute top-2.5 left-3 size-4 text-ink-faint" />
        <Input
          type="search"
          className="w-full pl-9"
          aria-label={t('executions.search')}
          placeholder={t('executions.search')}
          value={place.search}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            onChange({ q: event.target.value });
          }}
        />
      </form>
      <Workflows
        value={place.workflowId}
        onChange={(workflow) => {
          onChange({ workflow });
        }}
      />
      <Select
        className="min-w-0 flex-1 sm:flex-none"
        aria-label={t('executions.time')}
        value={chosen}
        onChange={(event) => {
          const value = event.target.value;
          if (value === 'custom') onChange({ within: undefined, from: yesterday(), to: undefined });
          else onChange({ within: value, from: undefined, to: undefined });
        }}
      >
        <option value="">{t('executions.anyTime')}</option>
        {Object.keys(SPANS).map((span) => (
          <option key={span} value={span}>
            {t(`executions.within.${span}`)}
          </option>
        ))}
        <option value="custom">{t('executions.custom')}</option>
      </Select>
      {chosen === 'custom' && (
        <>
          {(['from', 'to'] as const).map((bound) => (
            <label key={bound} className="flex items-center gap-2 text-sm text-ink-soft">
              {t(`executions.${bound}`)}
              <Input
                type="datetime-local"
                value={place[bound] ?? ''}
                onChange={(event) => {
                  onChange({ [bound]: event.target.value });
                }}
              />
            </label>
          ))}
        </>
      )}
      {filtered && (
        <Button
          look="quiet"
          onClick={() => {
            onChange({
              q: undefined,
              status: undefined,
              workflow: undefined,
              within: undefined,
              from: undefined,
              to: undefined,
            });
          }}
        >
          <X aria-hidden className="size-4" />
          {t('executions.clear')}
        </Button>
      )}
    </div>
  );
}

/** This machine's time a day ago, as an input has it. */
function yesterday(): string {
  const day = new Date(Date.now() - SPANS['24h']);
  return new Date(day.getTime() - day.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function Workflows({ value, onChange }: { value: string | undefined; onChange: (id: string) => void }) {
  const { t } = useTranslation();
  const { data = [] } = useQuery(definitionsQuery);
  const known = value === undefined || data.some((definition) => definition.id === value);
  return (
    <Select
      className="min-w-0 flex-1 sm:max-w-64 sm:flex-none"
      aria-label={t('executions.workflow')}
      value={value ?? ''}
      onChange={(event) => {
        onChange(event.target.value);
      }}
    >
      <option value="">{t('executions.anyWorkflow')}</option>
      {!known && <option value={value}>{value}</option>}
      {data.map((definition) => (
        <option key={definition.id} value={definition.id}>
          {definition.name}
        </option>
      ))}
    </Select>
  );
}
