import { Plus, X } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '../../api/types';
import { Button } from '../Button';
import { Control } from './Control';
import {
  type FieldOf,
  type Schema,
  fieldsOf,
  initial,
  kindOf,
  pointer,
  valueAt,
  withValueAt,
} from './schema';

interface Props {
  schema: Schema;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  /** What is wrong, by JSON Pointer. */
  mistakes: ReadonlyMap<string, string>;
  path?: readonly string[];
  /** Where the whole value stands in what is sent. */
  base?: string;
}

/** The fields of an object, those of objects within it in groups of their own. */
export function SchemaForm({ schema, value, onChange, mistakes, path = [], base = '' }: Props) {
  const place = (field: FieldOf): string => base + pointer([...path, field.name]);
  return (
    <div className="flex flex-col gap-4">
      {fieldsOf(schema).map((field) =>
        field.kind === 'object' ? (
          <fieldset key={field.name} className="flex min-w-0 flex-col gap-3 rounded-xl border p-4">
            <legend className="px-1 text-sm font-medium">{field.schema.title ?? field.name}</legend>
            {field.schema.description !== undefined && (
              <p className="text-xs text-ink-soft">{field.schema.description}</p>
            )}
            <Mistake text={mistakes.get(place(field))} />
            <SchemaForm
              schema={field.schema}
              value={value}
              onChange={onChange}
              mistakes={mistakes}
              path={[...path, field.name]}
              base={base}
            />
          </fieldset>
        ) : field.kind === 'list' ? (
          <List
            key={field.name}
            field={field}
            value={valueAt(value, [...path, field.name])}
            mistakes={mistakes}
            place={place(field)}
            onChange={(part) => {
              onChange(withValueAt(value, [...path, field.name], part));
            }}
          />
        ) : (
          <Field
            key={field.name}
            field={field}
            value={valueAt(value, [...path, field.name])}
            mistake={mistakes.get(place(field))}
            onChange={(part) => {
              onChange(withValueAt(value, [...path, field.name], part));
            }}
          />
        ),
      )}
    </div>
  );
}

function Mistake({ id, text }: { id?: string; text: string | undefined }) {
  return text === undefined ? null : (
    <p id={id} className="text-xs text-failed">
      {text}
    </p>
  );
}

interface ListProps {
  field: FieldOf;
  value: Json | undefined;
  mistakes: ReadonlyMap<string, string>;
  place: string;
  onChange: (value: Json | undefined) => void;
}

/** As many of the same as somebody wants. An empty list that need not be there is left out. */
function List({ field, value, mistakes, place, onChange }: ListProps) {
  const { t } = useTranslation();
  const { schema, required } = field;
  const items = Array.isArray(value) ? value : [];
  // What was typed stays with its item when one before it is taken out.
  const [keys, setKeys] = useState(() => items.map((_, index) => index));
  const item = typeof schema.items === 'object' ? schema.items : {};
  const change = (next: Json[]): void => {
    onChange(next.length === 0 && !required ? undefined : next);
  };
  return (
    <fieldset className="flex min-w-0 flex-col gap-3 rounded-xl border p-4">
      <legend className="px-1 text-sm font-medium">
        {schema.title ?? field.name}
        {!required && <span className="ml-2 text-xs font-normal text-ink-soft">{t('execute.optional')}</span>}
      </legend>
      {schema.description !== undefined && <p className="text-xs text-ink-soft">{schema.description}</p>}
      <Mistake text={mistakes.get(place)} />
      {items.map((each, index) => (
        <div key={keys[index] ?? `new ${index}`} className="flex items-start gap-2">
          <div className="min-w-0 flex-1">
            <Item
              schema={item}
              number={index + 1}
              value={each}
              mistakes={mistakes}
              place={`${place}/${index}`}
              onChange={(part) => {
                change(items.with(index, part ?? null));
              }}
            />
          </div>
          <Button
            look="quiet"
            size="small"
            aria-label={t('execute.removeItem', { number: index + 1 })}
            onClick={() => {
              setKeys(keys.filter((_, at) => at !== index));
              change(items.filter((_, at) => at !== index));
            }}
          >
            <X aria-hidden className="size-4" />
          </Button>
        </div>
      ))}
      <Button
        size="small"
        className="w-fit"
        disabled={items.length >= (schema.maxItems ?? Infinity)}
        onClick={() => {
          setKeys([...keys, Math.max(-1, ...keys) + 1]);
          change([...items, initial(item) ?? (kindOf(item) === 'object' ? {} : null)]);
        }}
      >
        <Plus aria-hidden className="size-4" />
        {t('execute.addItem')}
      </Button>
    </fieldset>
  );
}

interface ItemProps {
  schema: Schema;
  /** From 1. */
  number: number;
  value: Json;
  mistakes: ReadonlyMap<string, string>;
  place: string;
  onChange: (value: Json | undefined) => void;
}

function Item({ schema, number, value, mistakes, place, onChange }: ItemProps) {
  const kind = kindOf(schema);
  const field: FieldOf = { name: String(number), schema, kind, required: true };
  if (kind === 'list') {
    return <List field={field} value={value} mistakes={mistakes} place={place} onChange={onChange} />;
  }
  if (kind !== 'object') {
    return (
      <Field field={field} value={value ?? undefined} mistake={mistakes.get(place)} onChange={onChange} />
    );
  }
  return (
    <div role="group" aria-label={String(number)} className="flex flex-col gap-3 rounded-lg bg-sunken/50 p-3">
      <Mistake text={mistakes.get(place)} />
      <SchemaForm schema={schema} value={value} onChange={onChange} mistakes={mistakes} base={place} />
    </div>
  );
}

interface FieldProps {
  field: FieldOf;
  value: Json | undefined;
  mistake: string | undefined;
  onChange: (value: Json | undefined) => void;
}

function Field({ field, value, mistake, onChange }: FieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const { schema, required } = field;
  const described = [
    schema.description === undefined ? '' : `${id}-description`,
    mistake === undefined ? '' : `${id}-mistake`,
  ].join(' ');
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {schema.title ?? field.name}
        {!required && (
          <span className="ml-2 text-xs font-normal text-ink-faint">{t('execute.optional')}</span>
        )}
      </label>
      <Control
        id={id}
        field={field}
        value={value}
        onChange={onChange}
        aria={{
          'aria-describedby': described.trim() === '' ? undefined : described.trim(),
          'aria-invalid': mistake !== undefined,
          'aria-required': required,
        }}
      />
      {schema.description !== undefined && (
        <p id={`${id}-description`} className="text-xs text-ink-soft">
          {schema.description}
        </p>
      )}
      <Mistake id={`${id}-mistake`} text={mistake} />
    </div>
  );
}
