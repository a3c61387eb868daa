import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { DefinitionSummary } from '../../api/types';
import { Select } from '../../components/Field';

/** Leads to another version of the workflow. */
export function VersionPicker({
  shown,
  latest,
  versions,
}: {
  shown: DefinitionSummary;
  latest: number;
  versions: DefinitionSummary[];
}) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  return (
    <Select
      aria-label={t('definitions.versions')}
      value={shown.version}
      onChange={(event) => {
        const version = Number(event.target.value);
        void navigate(
          version === latest ? `/definitions/${shown.id}` : `/definitions/${shown.id}?version=${version}`,
        );
      }}
    >
      {versions.map((each) => (
        <option key={each.version} value={each.version}>
          {t('definitions.version', { version: each.version })} ·{' '}
          {new Date(each.updatedAt).toLocaleDateString(i18n.language)}
        </option>
      ))}
    </Select>
  );
}
