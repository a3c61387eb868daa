import { useTranslation } from 'react-i18next';
import type { DefinitionSummary } from '../../api/types';
import { cn } from '../../lib/cn';
import type { DefinitionVersion } from './api';
import { Changes } from './Changes';
import { Preview } from './Preview';
import type { Definition, Text } from './source';
import { Triggers } from './Triggers';

interface Props {
  /** What the text stands for; undefined while it can't be read. */
  drawn: Definition | undefined;
  text: Text;
  existing: { shown: DefinitionVersion; latest: DefinitionVersion } | undefined;
  versions: DefinitionSummary[] | undefined;
  /** The version that the text is compared with; the graph is shown where there is none. */
  against: number | undefined;
  onAgainst: (version: number | undefined) => void;
  onNode: (node: string) => void;
}

/** Beside the text: its graph, or how it differs from a version. */
export function Side({ drawn, text, existing, versions, against, onAgainst, onNode }: Props) {
  const { t } = useTranslation();
  const comparing = against !== undefined && existing !== undefined;
  // With what was there before, where that is shown unchanged; else with what is shown.
  const usual = existing && (before(versions, existing.shown.version) ?? existing.shown.version);
  return (
    <section
      aria-label={t(comparing ? 'definitions.changes' : 'definitions.graph')}
      className="flex h-[60dvh] min-h-0 min-w-0 flex-col lg:h-auto"
    >
      {existing && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b px-4 py-2">
          <div
            role="group"
            aria-label={t('definitions.side')}
            className="flex gap-1 rounded-lg bg-sunken p-1"
          >
            {([false, true] as const).map((changes) => (
              <button
                key={String(changes)}
                type="button"
                aria-pressed={comparing === changes}
                className={cn(
                  'rounded-md px-3 py-1 text-xs font-medium text-ink-soft',
                  comparing === changes && 'bg-surface text-ink shadow-raised',
                )}
                onClick={() => {
                  onAgainst(changes ? usual : undefined);
                }}
              >
                {t(changes ? 'definitions.changes' : 'definitions.graph')}
              </button>
            ))}
          </div>
          {existing.latest.triggers && <Triggers triggers={existing.latest.triggers} />}
        </div>
      )}
      <div className={cn('relative min-h-0 flex-1', !comparing && !drawn && 'opacity-50')}>
        {comparing ? (
          <Changes
            id={existing.shown.id}
            versions={versions ?? [existing.shown]}
            against={against}
            onAgainst={onAgainst}
            text={text}
          />
        ) : (
          drawn && <Preview definition={drawn} onSelect={onNode} />
        )}
      </div>
    </section>
  );
}

const before = (versions: DefinitionSummary[] | undefined, version: number): number | undefined =>
  versions?.find((each) => each.version < version)?.version;
