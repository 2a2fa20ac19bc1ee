import { useDebouncedValue } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import { FailureNotice } from '@/ui/FailureNotice';
import { classColour } from '@/ui/classColour';
import { ClassLabel } from '@/ui/ClassLabel';
import form from '@/ui/Form.module.css';
import type { DatasetPreviewQuery, DatasetPreviewQueryVariables } from './dataset.generated';
import { useDatasetPreviewQuery } from './datasetApi';
import styles from './Lengths.module.css';

/** A count begins once nothing was typed for so long. */
const PAUSE_MS = 300;

/** How many articles of each topic the selection takes now; follows the form as it is filled in. */
export function Preview({ selection }: { selection: DatasetPreviewQueryVariables['selection'] }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const [settled] = useDebouncedValue(JSON.stringify(selection), PAUSE_MS);
  const asked = JSON.parse(settled) as typeof selection;
  const { data, currentData, error } = useDatasetPreviewQuery({ selection: asked });
  const preview = (currentData ?? data)?.datasetPreview;
  if (error && !currentData) return <FailureNotice failure={error} />;
  if (!preview) return <p className={form.hint}>{t('dataset.counting')}</p>;
  const most = Math.max(1, ...preview.classes.map(({ taken }) => taken));
  return (
    <figure style={{ margin: 0 }} aria-busy={!currentData}>
      <ul className={styles.bins} aria-label={t('dataset.preview')}>
        {preview.classes.map((one) => (
          <Line key={one.label.id} counted={one} most={most} />
        ))}
      </ul>
      <figcaption className={form.hint} aria-live="polite">
        {t('dataset.previewSum', {
          taken: format.integer(preview.taken),
          copies: format.integer(preview.copies),
        })}{' '}
        {preview.onlyClean ? t('dataset.previewClean') : null}{' '}
        {preview.isComplete ? null : t('dataset.previewMore', { most: format.integer(preview.mostCounted) })}
      </figcaption>
    </figure>
  );
}

type Counted = DatasetPreviewQuery['datasetPreview']['classes'][number];

function Line({ counted, most }: { counted: Counted; most: number }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const { label, taken, articles, copies } = counted;
  return (
    <li>
      <ClassLabel label={label} />
      <span className={styles.track} aria-hidden>
        <span
          className={styles.bar}
          style={{ inlineSize: `${(taken / most) * 100}%`, background: classColour(label) }}
        />
      </span>
      <span className="figures">
        {taken < articles
          ? t('dataset.takenOf', { taken: format.integer(taken), found: format.integer(articles) })
          : format.integer(taken)}
        {copies > 0 ? ` · ${t('dataset.copies', { number: format.integer(copies) })}` : null}
      </span>
    </li>
  );
}
