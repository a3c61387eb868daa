import { useTranslation } from 'react-i18next';

/** A point in time in the viewer's own time zone and language; the exact one on hover. */
export function When({ at }: { at: string }) {
  const { i18n } = useTranslation();
  const date = new Date(at);
  return (
    <time dateTime={at} title={at} className="whitespace-nowrap tabular-nums">
      {date.toLocaleString(i18n.language, { dateStyle: 'medium', timeStyle: 'medium' })}
    </time>
  );
}
