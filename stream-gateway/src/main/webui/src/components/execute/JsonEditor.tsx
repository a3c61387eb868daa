import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '../../api/types';
import { cn } from '../../lib/cn';
import { brokenAt, offsetOf } from '../editor/json';
import SourceEditor from '../editor/SourceEditor';
import { placeAt } from '../editor/text';

interface Props {
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  onValid?: (valid: boolean) => void;
  /** What is wrong with the value, by JSON Pointer. */
  mistakes: ReadonlyMap<string, string>;
  label: string;
  placeholder?: string | undefined;
  className?: string;
}

/** JSON as text, with what is wrong at its place. What is no JSON is not passed on. */
export default function JsonEditor({
  value,
  onChange,
  onValid,
  mistakes,
  label,
  placeholder = '{}',
  className,
}: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => (value === undefined ? '' : JSON.stringify(value, null, 2)));
  const broken = useMemo(() => (text.trim() === '' ? undefined : brokenAt(text)), [text]);
  const shown = useMemo(
    () =>
      broken === undefined
        ? [...mistakes]
            .filter(([, detail]) => detail !== '')
            .map(([pointer, detail]) => ({ detail, ...placeAt(text, offsetOf(text, pointer)) }))
        : [{ detail: t('execute.noJson'), ...placeAt(text, broken) }],
    [broken, mistakes, text, t],
  );
  return (
    <div className="flex flex-col gap-1">
      <div className={cn('overflow-hidden rounded-lg border border-line-strong', className)}>
        <SourceEditor
          text={text}
          format="json"
          mistakes={shown}
          readOnly={false}
          label={label}
          placeholder={placeholder}
          onChange={(typed) => {
            setText(typed);
            const empty = typed.trim() === '';
            const valid = empty || brokenAt(typed) === undefined;
            onValid?.(valid);
            if (valid) onChange(empty ? undefined : (JSON.parse(typed) as Json));
          }}
        />
      </div>
      {broken !== undefined && (
        <p role="status" className="text-xs text-failed">
          {t('execute.noJsonAt', placeAt(text, broken))}
        </p>
      )}
    </div>
  );
}
