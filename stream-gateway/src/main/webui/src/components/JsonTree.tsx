import { ChevronRight } from 'lucide-react';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '../api/types';
import { cn } from '../lib/cn';
import { CopyButton } from './CopyButton';

/** So many members are shown at once; a list may have ten thousand. */
const CHUNK = 100;
/** A text longer than this is cut until it is asked for. */
const LONG = 400;

/** A JSON value as a tree; every part can be copied. */
export const JsonTree = memo(function JsonTree({ value, label }: { value: Json; label: string }) {
  return (
    <div
      className="group/tree relative overflow-x-auto rounded-lg border bg-sunken px-2 py-1.5 font-mono text-xs leading-5"
      role="group"
      aria-label={label}
    >
      <span className="absolute top-1 right-1 rounded bg-sunken">
        <CopyButton text={() => text(value)} />
      </span>
      <Member value={value} depth={0} />
    </div>
  );
});

const text = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));

function Member({ name, value, depth }: { name?: string; value: Json; depth: number }) {
  if (value !== null && typeof value === 'object')
    return <Branch {...(name === undefined ? {} : { name })} value={value} depth={depth} />;
  return (
    <div className="group/leaf flex items-start pl-4">
      <Name name={name} />
      <Leaf value={value} />
      {name !== undefined && (
        <CopyButton
          text={() => text(value)}
          className="ml-1 size-5 opacity-0 group-hover/leaf:opacity-100 focus-visible:opacity-100"
        />
      )}
    </div>
  );
}

const Name = ({ name }: { name: string | undefined }) =>
  name === undefined ? null : <span className="shrink-0 pr-1.5 text-accent">{name}:</span>;

function Leaf({ value }: { value: null | boolean | number | string }) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  if (typeof value !== 'string') {
    return (
      <span
        className={
          value === null ? 'text-ink-faint' : typeof value === 'number' ? 'text-running' : 'text-waiting'
        }
      >
        {String(value)}
      </span>
    );
  }
  return (
    <span className="min-w-0 break-words whitespace-pre-wrap text-completed">
      {JSON.stringify(whole || value.length <= LONG ? value : `${value.slice(0, LONG)}…`)}
      {value.length > LONG && !whole && (
        <button type="button" className="ml-1 text-accent underline" onClick={() => setWhole(true)}>
          {t('execution.json.whole', { count: value.length })}
        </button>
      )}
    </span>
  );
}

function Branch({
  name,
  value,
  depth,
}: {
  name?: string;
  value: Json[] | { [key: string]: Json };
  depth: number;
}) {
  const { t } = useTranslation();
  const entries = Array.isArray(value)
    ? value.map((each, i) => [String(i), each] as const)
    : Object.entries(value);
  const [open, setOpen] = useState(depth === 0 || (depth < 3 && entries.length <= 12));
  const [shown, setShown] = useState(CHUNK);
  const [left, right] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) {
    return (
      <div className="flex pl-4">
        <Name name={name} />
        <span className="text-ink-faint">{left + right}</span>
      </div>
    );
  }
  return (
    <div>
      <div className="group/leaf flex items-start">
        <button
          type="button"
          aria-expanded={open}
          className="flex items-center rounded text-left hover:bg-surface"
          onClick={() => setOpen(!open)}
        >
          <ChevronRight
            aria-hidden
            className={cn('size-4 shrink-0 text-ink-faint transition-transform', open && 'rotate-90')}
          />
          <Name name={name} />
          <span className="text-ink-faint">
            {left}
            {!open && `… ${right}`}{' '}
            {!open || entries.length > 12 ? t('execution.json.members', { count: entries.length }) : ''}
          </span>
        </button>
        {depth > 0 && (
          <CopyButton
            text={() => text(value)}
            className="ml-1 size-5 opacity-0 group-hover/leaf:opacity-100 focus-visible:opacity-100"
          />
        )}
      </div>
      {open && (
        <div className="ml-2 border-l pl-1">
          {entries.slice(0, shown).map(([key, each]) => (
            <Member key={key} name={key} value={each} depth={depth + 1} />
          ))}
          {entries.length > shown && (
            <button
              type="button"
              className="pl-4 text-accent underline"
              onClick={() => setShown(shown + 10 * CHUNK)}
            >
              {t('execution.json.more', { count: entries.length - shown })}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
