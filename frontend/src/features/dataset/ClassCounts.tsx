import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import { classColour, type ClassName } from '@/ui/classColour';
import { ClassLabel } from '@/ui/ClassLabel';
import { DataTable } from '@/ui/DataTable';
import styles from './ClassCounts.module.css';

interface Count {
  labelKey: string;
  train: number;
  validation: number;
  test: number;
}

const total = ({ train, validation, test }: Count) => train + validation + test;

/** Rows of each class in each split, with a bar to compare by. */
export function ClassCounts({ classes, counts }: { classes: readonly ClassName[]; counts: readonly Count[] }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const most = Math.max(1, ...counts.map(total));
  const labelOf = (key: string) => classes.find((label) => label.key === key);
  return (
    <DataTable
      caption={t('dataset.classes')}
      rows={counts}
      rowKey={(row) => row.labelKey}
      columns={[
        {
          key: 'class',
          header: t('column.class'),
          cell: (row) => {
            const label = labelOf(row.labelKey);
            return label ? <ClassLabel label={label} /> : row.labelKey;
          },
        },
        {
          key: 'bar',
          header: '',
          wide: true,
          minor: true,
          cell: (row) => {
            const label = labelOf(row.labelKey);
            return (
              <span
                className={styles.bar}
                style={{
                  inlineSize: `${(total(row) / most) * 100}%`,
                  background: label ? classColour(label) : undefined,
                }}
                aria-hidden
              />
            );
          },
        },
        { key: 'train', header: t('split.TRAIN'), numeric: true, cell: (row) => format.integer(row.train) },
        {
          key: 'validation',
          header: t('split.VALIDATION'),
          numeric: true,
          cell: (row) => format.integer(row.validation),
        },
        { key: 'test', header: t('split.TEST'), numeric: true, cell: (row) => format.integer(row.test) },
        { key: 'total', header: t('dataset.total'), numeric: true, cell: (row) => <b>{format.integer(total(row))}</b> },
      ]}
    />
  );
}
