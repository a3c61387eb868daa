import { CheckCircle2, CircleX, LoaderCircle, WifiOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ProblemError as Mistake } from '../../api/types';
import type { Check } from './useVerdict';

/** What the server says of the text: each mistake leads to its place. */
export function Verdicts({ check, onChoose }: { check: Check; onChoose: (mistake: Mistake) => void }) {
  const { t } = useTranslation();
  const mistakes = check.state === 'checked' && !check.verdict.valid ? check.verdict.mistakes : [];
  return (
    <div className="max-h-44 overflow-auto border-t bg-surface text-sm">
      <p role="status" className="flex items-center gap-2 px-3 py-2">
        {check.state === 'checking' && (
          <>
            <LoaderCircle aria-hidden className="size-4 animate-spin text-ink-faint" />
            <span className="text-ink-soft">{t('definitions.checking')}</span>
          </>
        )}
        {check.state === 'unknown' && (
          <>
            <WifiOff aria-hidden className="size-4 text-retrying" />
            <span className="text-retrying">{t('definitions.unchecked')}</span>
          </>
        )}
        {check.state === 'checked' && check.verdict.valid && (
          <>
            <CheckCircle2 aria-hidden className="size-4 text-completed" />
            <span className="text-completed">
              {t('definitions.valid', { nodes: check.verdict.nodes, edges: check.verdict.edges })}
            </span>
          </>
        )}
        {mistakes.length > 0 && (
          <>
            <CircleX aria-hidden className="size-4 text-failed" />
            <span className="text-failed">{t('definitions.mistakes', { count: mistakes.length })}</span>
          </>
        )}
      </p>
      {mistakes.length > 0 && (
        <ul className="border-t">
          {mistakes.map((mistake, index) => (
            <li key={index}>
              <button
                type="button"
                className="flex w-full gap-3 px-3 py-1.5 text-left hover:bg-sunken"
                onClick={() => {
                  onChoose(mistake);
                }}
              >
                <span className="shrink-0 text-ink-faint tabular-nums">
                  {mistake.line ?? 1}:{mistake.column ?? 1}
                </span>
                <span>{mistake.detail}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
