import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useFormat } from '@/i18n/format';
import { Allowed } from '@/ui/Allowed';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { Failed } from '@/ui/Failed';
import { FailureNotice } from '@/ui/FailureNotice';
import { Hash } from '@/ui/Hash';
import { Lineage } from '@/ui/Lineage';
import { Loading } from '@/ui/Loading';
import { Facts, Figures, Page, Section } from '@/ui/Page';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import { ClassCounts } from './ClassCounts';
import type { DatasetQuery } from './dataset.generated';
import { useDatasetQuery } from './datasetApi';
import styles from './DatasetPage.module.css';
import { Lengths } from './Lengths';
import { SimilarPair } from './SimilarPair';

export type Dataset = NonNullable<DatasetQuery['dataset']>;

/** One dataset: what is in it, how it is split, and the proof that no split knows another. */
export function DatasetPage() {
  const { t } = useTranslation('console');
  const { id = '' } = useParams();
  const { currentData: data, error, refetch } = useDatasetQuery({ id });
  if (error && !data)
    return <Page title={t('dataset.one')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!data) return <Loading />;
  if (!data.dataset)
    return <Page title={t('dataset.one')}>{<EmptyState title={t('dataset.gone')} explanation={t('gone')} />}</Page>;
  return <Contents key={id} dataset={data.dataset} />;
}

function Contents({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const { report, selection } = dataset;
  const newestRun = dataset.trainingRuns.nodes[0];
  const newestVersion = dataset.trainingRuns.nodes.find((run) => run.modelVersion)?.modelVersion;
  return (
    <Page
      title={dataset.name}
      purpose={
        <>
          <Status status={dataset.status} />
          <span>
            {t('dataset.requested')} <RelativeTime at={dataset.createdAt} />
          </span>
          {dataset.manifestSha256 ? (
            <span>
              {t('dataset.manifest')} <Hash value={dataset.manifestSha256} />
            </span>
          ) : null}
        </>
      }
      action={
        dataset.status === 'SEALED' ? (
          <>
            <Button variant="default" component={Link} to={`/admin/datasets/${dataset.id}/rows`}>
              {t('dataset.rows')}
            </Button>
            <Button variant="default" component={Link} to={`/admin/datasets/compare?b=${dataset.id}`}>
              {t('dataset.compareThis')}
            </Button>
            {(['csv', 'jsonl', 'parquet'] as const).map((format) =>
              dataset[format] ? (
                <Button
                  key={format}
                  component="a"
                  href={dataset[format]}
                  download
                  variant="default"
                  leftSection={<IconDownload size={15} aria-hidden />}
                >
                  {format.toUpperCase()}
                </Button>
              ) : null,
            )}
            <Allowed action="startTrainingRun">
              <Button component={Link} to={`/admin/training/new?dataset=${dataset.id}`}>
                {t('dataset.train')}
              </Button>
            </Allowed>
          </>
        ) : null
      }
    >
      {dataset.status === 'FAILED' ? (
        <Failed title={t('dataset.failed')} code={dataset.errorCode} reason={dataset.error} />
      ) : null}
      <Lineage
        here="dataset"
        steps={{
          articles: {
            name:
              dataset.rowCount === null
                ? t('places.articles')
                : t('lineage.count', { number: format.integer(dataset.rowCount) }),
            to: '/admin/articles',
          },
          dataset: { name: dataset.name },
          ...(newestRun ? { run: { name: newestRun.name, to: `/admin/training/${newestRun.id}` } } : {}),
          ...(newestVersion
            ? { version: { name: `v${newestVersion.number}`, to: `/admin/models/${newestVersion.id}` } }
            : {}),
        }}
      />
      {dataset.status === 'BUILDING' ? <p className={styles.none}>{t('dataset.building')}</p> : null}
      {report ? (
        <>
          <Figures
            figures={[
              {
                name: t('column.rows'),
                value: format.integer(dataset.rowCount ?? 0),
                note: t('dataset.clusters', { number: format.integer(report.duplicates.clusters) }),
              },
              {
                name: t('dataset.duplicates'),
                value: format.integer(report.duplicates.duplicates),
                note: t('dataset.exact', { number: format.integer(report.duplicates.exactDuplicates) }),
              },
              {
                name: t('dataset.leaks'),
                value: format.integer(report.leaks.clustersAcrossSplits),
                note: t('dataset.leaksWhy'),
              },
            ]}
          />
          <Section title={t('dataset.classes')}>
            <ClassCounts classes={dataset.labelSet.classes} counts={report.classes} />
          </Section>
          <div className={styles.pair}>
            <Section title={t('dataset.lengths')}>
              <Lengths bins={report.lengths} />
            </Section>
            <Section title={t('dataset.closest')}>
              <p className={styles.none}>
                {t('dataset.closestWhy', { threshold: format.percent(report.leaks.similarityThreshold, 0) })}
              </p>
              {report.leaks.mostSimilar ? (
                <SimilarPair title={t('dataset.mostSimilar')} pair={report.leaks.mostSimilar} />
              ) : null}
              {report.leaks.mostSimilarTemplateTwins ? (
                <SimilarPair title={t('dataset.twins')} pair={report.leaks.mostSimilarTemplateTwins} />
              ) : null}
            </Section>
          </div>
          {report.duplicates.largest.some(({ size }) => size > 1) ? (
            <Section title={t('dataset.largest')}>
              <DataTable
                caption={t('dataset.largest')}
                rows={report.duplicates.largest}
                rowKey={(cluster) => cluster.externalId}
                columns={[
                  { key: 'title', header: t('column.title'), wide: true, cell: (cluster) => cluster.title },
                  {
                    key: 'size',
                    header: t('column.rows'),
                    numeric: true,
                    cell: (cluster) => format.integer(cluster.size),
                  },
                ]}
              />
            </Section>
          ) : null}
        </>
      ) : null}
      <Section title={t('dataset.selection')}>
        <Facts
          facts={[
            {
              name: t('dataset.sources'),
              value: selection.sourceKeys.length ? selection.sourceKeys.join(', ') : t('filter.all'),
            },
            {
              name: t('dataset.publishedFrom'),
              value: selection.publishedFrom ? format.absolute(selection.publishedFrom) : '–',
            },
            {
              name: t('dataset.publishedTo'),
              value: selection.publishedTo ? format.absolute(selection.publishedTo) : '–',
            },
            {
              name: t('dataset.maxPerClass'),
              value: selection.maxPerClass === null ? t('dataset.noLimit') : format.integer(selection.maxPerClass),
            },
            { name: t('dataset.minCharacters'), value: format.integer(selection.minCharacters) },
            {
              name: t('dataset.ratios'),
              value: [selection.ratios.train, selection.ratios.validation, selection.ratios.test]
                .map((share) => format.percent(share, 0))
                .join(' / '),
            },
            { name: t('parameter.seed.name'), value: selection.seed },
            ...(report ? [{ name: t('dataset.rules'), value: report.ruleVersion }] : []),
          ]}
        />
      </Section>
      {dataset.trainingRuns.nodes.length ? (
        <Section title={t('dataset.runs')}>
          <DataTable
            caption={t('dataset.runs')}
            rows={dataset.trainingRuns.nodes}
            rowKey={(run) => run.id}
            columns={[
              {
                key: 'name',
                header: t('column.name'),
                wide: true,
                cell: (run) => <Link to={`/admin/training/${run.id}`}>{run.name}</Link>,
              },
              { key: 'status', header: t('column.status'), cell: (run) => <Status status={run.status} /> },
              {
                key: 'version',
                header: t('column.version'),
                numeric: true,
                cell: ({ modelVersion }) =>
                  modelVersion ? <Link to={`/admin/models/${modelVersion.id}`}>v{modelVersion.number}</Link> : '–',
              },
              {
                key: 'created',
                header: t('column.requested'),
                numeric: true,
                cell: (run) => <RelativeTime at={run.createdAt} />,
              },
            ]}
          />
        </Section>
      ) : null}
    </Page>
  );
}
