import { useEffect, useState } from 'react';
import { type Verdict, validate } from './api';
import type { Format } from '../../components/editor/text';

const PAUSE = 350;

export type Check = { state: 'checking' } | { state: 'unknown' } | { state: 'checked'; verdict: Verdict };

/** What the server says of a text, once nothing was typed for a moment; the last verdict stands until the next. */
export function useVerdict(text: string, format: Format): Check {
  const [check, setCheck] = useState<Check>({ state: 'checking' });
  useEffect(() => {
    if (text === '') return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      validate(text, format, abort.signal).then(
        (verdict) => {
          if (!abort.signal.aborted) setCheck({ state: 'checked', verdict });
        },
        () => {
          if (!abort.signal.aborted) setCheck({ state: 'unknown' });
        },
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text, format]);
  return check;
}
