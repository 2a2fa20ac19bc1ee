import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useFormat } from '@/i18n/format';
import type { Split } from '@/server/schema.generated';
import { ClassLabel } from '@/ui/ClassLabel';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { FilterChips, Filters } from '@/ui/FilterChips';
import { Page } from '@/ui/Page';
import { Pager } from '@/ui/Pager';
import { useFilter, usePaging } from '@/ui/paging';
import { useDatasetRowsQuery } from './datasetApi';

const SPLITS: Split[] = ['TRAIN', 'VALIDATION', 'TEST'];

/** The rows of a dataset in the order of its manifest: by split, topic, or near-duplicate cluster. */
export function DatasetRowsPage() {
  const { t } = useTranslation('console');
  const format = useFormat();
  const { id = '' } = useParams();
  const { page, turn } = usePaging();
  const [splitText, chooseSplit] = useFilter('split');
  const [labelKey, chooseLabel] = useFilter('label');
  const [clusterText, chooseCluster] = useFilter('cluster');
  const split = SPLITS.find((one) => one === splitText);
  const cluster = clusterText !== undefined && /^\d+$/.test(clusterText) ? Number(clusterText) : undefined;
  const named = useDatasetRowsQuery({ id, first: 1, filter: {} }).data?.dataset;
  const label = named?.labelSet.classes.find(({ key }) => key === labelKey);
  const { data, currentData, error, refetch } = useDatasetRowsQuery({
    id,
    ...page,
    filter: { split, labelClassId: label?.id, cluster },
  });
  const dataset = (currentData ?? data)?.dataset;
  const rows = dataset?.rows;
  return (
    <Page
      title={named ? t('dataset.rowsOf', { name: named.name }) : t('dataset.rows')}
      purpose={t('dataset.rowsPurpose')}
      action={
        <Button variant="default" component={Link} to={`/admin/datasets/${id}`}>
          {t('dataset.back')}
        </Button>
      }
    >
      <Filters>
        <FilterChips
          label={t('column.split')}
          options={SPLITS.map((value) => ({ value, name: t(`split.${value}`) }))}
          chosen={split}
          choose={chooseSplit}
        />
        <FilterChips
          label={t('column.class')}
          options={(named?.labelSet.classes ?? []).map((one) => ({ value: one.key, name: <ClassLabel label={one} /> }))}
          chosen={label?.key}
          choose={chooseLabel}
        />
        {cluster === undefined ? null : (
          <FilterChips
            label={t('dataset.cluster')}
            options={[{ value: String(cluster), name: t('dataset.clusterNumber', { number: cluster }) }]}
            chosen={String(cluster)}
            choose={chooseCluster}
          />
        )}
      </Filters>
      {error ? <FailureNotice failure={error} retry={() => void refetch()} /> : null}
      {dataset === null || rows?.nodes.length === 0 ? (
        <EmptyState title={t('dataset.noRows')} explanation={t('article.noMatchWhy')} />
      ) : error && !rows ? null : (
        <>
          <DataTable
            caption={t('dataset.rows')}
            rows={rows?.nodes}
            rowKey={(row) => String(row.position)}
            busy={rows !== undefined && !currentData}
            choosable="hide"
            expected={16}
            columns={[
              {
                key: 'title',
                header: t('column.title'),
                wide: true,
                cell: ({ article }) => (
                  <Link lang="ko" to={`/admin/articles/${article.id}`} title={article.title}>
                    {article.title || t('article.untitled')}
                  </Link>
                ),
              },
              { key: 'label', header: t('column.class'), cell: (row) => <ClassLabel label={row.label} /> },
              { key: 'split', header: t('column.split'), cell: (row) => t(`split.${row.split}`) },
              {
                key: 'cluster',
                header: t('dataset.cluster'),
                numeric: true,
                minor: true,
                cell: (row) => <Link to={`?cluster=${row.cluster}`}>{row.cluster}</Link>,
              },
              {
                key: 'characters',
                header: t('article.characters'),
                numeric: true,
                minor: true,
                cell: (row) => format.integer(row.article.characterCount),
              },
            ]}
          />
          {rows ? <Pager shown={rows.nodes.length} total={rows.totalCount} ends={rows.pageInfo} turn={turn} /> : null}
        </>
      )}
    </Page>
  );
}
