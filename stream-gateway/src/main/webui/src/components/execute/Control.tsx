import { Suspense, lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '../../api/types';
import { Input, Select } from '../Field';
import { type FieldOf, parse, print } from './schema';

const JsonEditor = lazy(() => import('./JsonEditor'));

interface ControlProps {
  id: string;
  field: FieldOf;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  aria: object;
}

const NONE: ReadonlyMap<string, string> = new Map();

const AREA =
  'min-h-20 rounded-lg border border-line-strong bg-surface px-3 py-2 text-sm text-ink placeholder:text-ink-faint';

/** What a value of one kind is typed or chosen with. */
export function Control({ id, field, value, onChange, aria }: ControlProps) {
  const { t } = useTranslation();
  const { kind, schema } = field;
  const example = schema.examples?.[0];
  const placeholder = example === undefined ? undefined : print(kind, example);
  switch (kind) {
    case 'boolean':
      return (
        <Choice
          id={id}
          aria={aria}
          value={value}
          onChange={onChange}
          choices={[true, false]}
          say={(each) => t(each === true ? 'execute.yes' : 'execute.no')}
        />
      );
    case 'enum':
      return (
        <Choice
          id={id}
          aria={aria}
          value={value}
          onChange={onChange}
          choices={schema.enum ?? []}
          say={(each) => print(kind, each)}
        />
      );
    case 'json':
      return (
        <Suspense
          fallback={<div aria-label={t('app.loading')} className="h-28 animate-pulse rounded-lg bg-sunken" />}
        >
          <JsonEditor
            label={schema.title ?? field.name}
            className="h-28"
            value={value}
            mistakes={NONE}
            onChange={onChange}
            placeholder={placeholder}
          />
        </Suspense>
      );
    case 'long-text':
      return (
        <textarea
          id={id}
          {...aria}
          className={AREA}
          value={print(kind, value)}
          placeholder={placeholder}
          onChange={(event) => {
            onChange(parse(kind, event.target.value));
          }}
        />
      );
    default:
      return (
        <Typed
          id={id}
          aria={aria}
          field={field}
          value={value}
          onChange={onChange}
          placeholder={placeholder}
        />
      );
  }
}

interface TypedProps extends ControlProps {
  placeholder: string | undefined;
}

const TYPES: Partial<Record<FieldOf['kind'], string>> = {
  number: 'number',
  integer: 'number',
  date: 'date',
  'date-time': 'datetime-local',
};

/** So that phones show the keys for it; whether it is one, the server says. */
const FORMATS: Record<string, string> = {
  email: 'email',
  'idn-email': 'email',
  uri: 'url',
  iri: 'url',
  password: 'password',
};

/** Keeps what was typed: `1.` is on its way to a number. */
function Typed({ id, aria, field, value, onChange, placeholder }: TypedProps) {
  const { kind, schema } = field;
  const [text, setText] = useState(() => print(kind, value));
  return (
    <Input
      id={id}
      {...aria}
      type={TYPES[kind] ?? FORMATS[schema.format ?? ''] ?? 'text'}
      {...(kind === 'number' ? { step: 'any' } : kind === 'date-time' ? { step: 1 } : {})}
      {...(kind === 'number' || kind === 'integer' ? { min: schema.minimum, max: schema.maximum } : {})}
      value={text}
      placeholder={placeholder}
      autoComplete="off"
      onChange={(event) => {
        setText(event.target.value);
        onChange(parse(kind, event.target.value));
      }}
    />
  );
}

interface ChoiceProps {
  id: string;
  aria: object;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  choices: Json[];
  say: (choice: Json) => string;
}

function Choice({ id, aria, value, onChange, choices, say }: ChoiceProps) {
  const at = choices.findIndex((choice) => JSON.stringify(choice) === JSON.stringify(value));
  return (
    <Select
      id={id}
      {...aria}
      value={String(at)}
      onChange={(event) => {
        onChange(choices[Number(event.target.value)]);
      }}
    >
      <option value="-1">–</option>
      {choices.map((choice, index) => (
        <option key={index} value={index}>
          {say(choice)}
        </option>
      ))}
    </Select>
  );
}
