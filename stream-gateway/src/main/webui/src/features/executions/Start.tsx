import { useTranslation } from 'react-i18next';

const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(language, options);
  formats.set(key, known);
  return known;
}

/** A moment: the time of today, else with its day. The whole of it shows on pointing. */
export function Start({ time }: { time: number }) {
  const { i18n } = useTranslation();
  const date = new Date(time);
  const today = date.toDateString() === new Date().toDateString();
  const text = format(i18n.language, {
    ...(today ? {} : { day: 'numeric', month: 'short' }),
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(date);
  return (
    <time
      dateTime={date.toISOString()}
      title={format(i18n.language, { dateStyle: 'full', timeStyle: 'long' }).format(date)}
      className="tabular-nums"
    >
      {text}
    </time>
  );
}
