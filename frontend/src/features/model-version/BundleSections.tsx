import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import type { LabelClassFragment } from '@/server/labelClass.generated';
import { ClassLabel } from '@/ui/ClassLabel';
import { DataTable } from '@/ui/DataTable';
import { FailureNotice } from '@/ui/FailureNotice';
import { Hash } from '@/ui/Hash';
import { Facts, Section } from '@/ui/Page';
import type { ModelBundleQuery } from './modelVersion.generated';
import { useModelBundleQuery } from './modelVersionApi';
import styles from './BundleSections.module.css';

type Bundle = NonNullable<ModelBundleQuery['modelVersion']>;

interface Props {
  versionId: string;
  classes: readonly LabelClassFragment[];
}

/** What a version's bundle holds: every file to download, and what 8-bit weights cost. */
export function BundleSections({ versionId, classes }: Props) {
  const { t } = useTranslation('console');
  const { data, error, refetch } = useModelBundleQuery({ id: versionId });
  const bundle = data?.modelVersion;
  if (error && !bundle)
    return (
      <Section title={t('bundle.files')}>
        <FailureNotice failure={error} retry={() => void refetch()} />
      </Section>
    );
  return (
    <>
      {bundle?.quantisation ? <Quantisation quantisation={bundle.quantisation} classes={classes} /> : null}
      <Files files={bundle?.files} />
    </>
  );
}

function Quantisation({
  quantisation,
  classes,
}: {
  quantisation: NonNullable<Bundle['quantisation']>;
  classes: readonly LabelClassFragment[];
}) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const { flips } = quantisation;
  const lost = quantisation.accuracyFp32 - quantisation.accuracyInt8;
  const label = (key: string) => {
    const known = classes.find((one) => one.key === key);
    return known ? <ClassLabel label={known} /> : key;
  };
  const points = (share: number) => format.decimal(share * 100, 2);
  return (
    <Section title={t('bundle.int8')}>
      <p className={styles.said}>
        {t(quantisation.kept ? 'bundle.kept' : 'bundle.leftOut', {
          lost: points(lost),
          allowed: points(quantisation.allowedLoss),
          rows: format.integer(quantisation.rows),
        })}
      </p>
      <Facts
        facts={[
          {
            name: t('metric.accuracy'),
            value: `${format.percent(quantisation.accuracyFp32)} → ${format.percent(quantisation.accuracyInt8)}`,
          },
          {
            name: t('metric.macroF1'),
            value: `${format.decimal(quantisation.macroF1Fp32)} → ${format.decimal(quantisation.macroF1Int8)}`,
          },
          {
            name: t('bundle.graph'),
            value: `${format.bytes(quantisation.bytesFp32)} → ${format.bytes(quantisation.bytesInt8)}`,
          },
          { name: t('bundle.exact'), value: format.integer(quantisation.exactProducts.length) },
          { name: t('bundle.flips'), value: format.integer(quantisation.flipCount) },
        ]}
      />
      {flips.length > 0 ? (
        <DataTable
          caption={t('bundle.flipped')}
          rows={flips.map((flip, index) => ({ ...flip, index }))}
          rowKey={({ index }) => String(index)}
          columns={[
            {
              key: 'text',
              header: t('prediction.text'),
              wide: true,
              cell: ({ text }) =>
                text === null ? (
                  t('bundle.hidden')
                ) : (
                  <span lang="ko" title={text}>
                    {text}
                  </span>
                ),
            },
            { key: 'truth', header: t('evaluation.truth'), cell: ({ labelKey }) => label(labelKey) },
            {
              key: 'fp32',
              header: 'fp32',
              cell: (flip) => (
                <>
                  {label(flip.fromKey)} {format.percent(flip.probabilityFp32, 0)}
                </>
              ),
            },
            {
              key: 'int8',
              header: 'int8',
              cell: (flip) => (
                <>
                  {label(flip.toKey)} {format.percent(flip.probabilityInt8, 0)}
                </>
              ),
            },
          ]}
        />
      ) : null}
      {flips.length < quantisation.flipCount ? (
        <p className={styles.said}>
          {t('bundle.more', { shown: format.integer(flips.length), all: format.integer(quantisation.flipCount) })}
        </p>
      ) : null}
    </Section>
  );
}

function Files({ files }: { files: Bundle['files'] | undefined }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  return (
    <Section title={t('bundle.files')}>
      <p className={styles.said}>{t('bundle.filesWhy')}</p>
      <DataTable
        caption={t('bundle.files')}
        rows={files}
        rowKey={({ name }) => name}
        columns={[
          {
            key: 'name',
            header: t('bundle.name'),
            cell: ({ name, path }) => (
              <a href={path} download={name}>
                {name}
              </a>
            ),
          },
          { key: 'bytes', header: t('bundle.size'), numeric: true, cell: ({ bytes }) => format.bytes(bytes) },
          { key: 'sha256', header: 'SHA-256', wide: true, cell: ({ sha256 }) => <Hash value={sha256} /> },
        ]}
      />
    </Section>
  );
}
