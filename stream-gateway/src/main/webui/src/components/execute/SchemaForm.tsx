import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '../../api/types';
import { cn } from '../../lib/cn';
import { Input, Select } from '../Field';
import { type FieldOf, type Schema, fieldsOf, parse, pointer, print, valueAt, withValueAt } from './schema';

interface Props {
  schema: Schema;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  /** What is wrong, by JSON Pointer. */
  mistakes: ReadonlyMap<string, string>;
  path?: readonly string[];
}

/** The fields of an object, those of objects within it in groups of their own. */
export function SchemaForm({ schema, value, onChange, mistakes, path = [] }: Props) {
  return (
    <div className="flex flex-col gap-4">
      {fieldsOf(schema).map((field) =>
        field.kind === 'object' ? (
          <fieldset key={field.name} className="flex min-w-0 flex-col gap-3 rounded-xl border p-4">
            <legend className="px-1 text-sm font-medium">{field.schema.title ?? field.name}</legend>
            {field.schema.description !== undefined && (
              <p className="text-xs text-ink-soft">{field.schema.description}</p>
            )}
            <Mistake text={mistakes.get(pointer([...path, field.name]))} />
            <SchemaForm
              schema={field.schema}
              value={value}
              onChange={onChange}
              mistakes={mistakes}
              path={[...path, field.name]}
            />
          </fieldset>
        ) : (
          <Field
            key={field.name}
            field={field}
            value={valueAt(value, [...path, field.name])}
            mistake={mistakes.get(pointer([...path, field.name]))}
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

interface ControlProps {
  id: string;
  field: FieldOf;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  aria: object;
}

const AREA =
  'min-h-20 rounded-lg border border-line-strong bg-surface px-3 py-2 text-sm text-ink placeholder:text-ink-faint';

function Control({ id, field, value, onChange, aria }: ControlProps) {
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
      return <JsonArea id={id} aria={aria} value={value} onChange={onChange} placeholder={placeholder} />;
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

/** Keeps what was typed: `1.` is on its way to a number. */
function Typed({ id, aria, field, value, onChange, placeholder }: TypedProps) {
  const { kind, schema } = field;
  const [text, setText] = useState(() => print(kind, value));
  return (
    <Input
      id={id}
      {...aria}
      type={TYPES[kind] ?? 'text'}
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

interface JsonAreaProps {
  id?: string;
  aria?: object;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  placeholder?: string | undefined;
  className?: string;
  label?: string;
  onValid?: (valid: boolean) => void;
}

/** JSON as text. What is none is not passed on, and said. */
export function JsonArea({
  id,
  aria,
  value,
  onChange,
  placeholder,
  className,
  label,
  onValid,
}: JsonAreaProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => (value === undefined ? '' : JSON.stringify(value, null, 2)));
  const [fault, setFault] = useState<string>();
  return (
    <>
      <textarea
        id={id}
        {...aria}
        aria-label={label}
        {...(fault === undefined ? {} : { 'aria-invalid': true })}
        className={cn(AREA, 'font-mono text-xs', className)}
        spellCheck={false}
        value={text}
        placeholder={placeholder}
        onChange={(event) => {
          const typed = event.target.value;
          setText(typed);
          try {
            onChange(typed.trim() === '' ? undefined : (JSON.parse(typed) as Json));
            setFault(undefined);
            onValid?.(true);
          } catch (failure) {
            setFault(failure instanceof Error ? failure.message : String(failure));
            onValid?.(false);
          }
        }}
      />
      {fault !== undefined && <Mistake text={t('execute.noJson', { why: fault })} />}
    </>
  );
}
