import { skipToken } from '@reduxjs/toolkit/query';
import { NativeSelect } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useFormat } from '@/i18n/format';
import { ClassLabel } from '@/ui/ClassLabel';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import form from '@/ui/Form.module.css';
import { Hash } from '@/ui/Hash';
import { Loading } from '@/ui/Loading';
import { Page, Section } from '@/ui/Page';
import type { ComparedDatasetFragment } from './dataset.generated';
import { useCompareDatasetsQuery, useDatasetsQuery } from './datasetApi';

/** Two datasets side by side, `?a=` and `?b=`: what was asked for, and what came of it. */
export function CompareDatasetsPage() {
  const { t } = useTranslation('console');
  const [search, setSearch] = useSearchParams();
  const list = useDatasetsQuery({ first: 200, filter: { status: 'SEALED' } });
  const datasets = list.data?.datasets.nodes ?? [];
  const a = search.get('a') ?? datasets[1]?.id;
  const b = search.get('b') ?? datasets[0]?.id;
  const { currentData, error, refetch } = useCompareDatasetsQuery(a && b ? { a, b } : skipToken);
  if (list.error && !list.data)
    return (
      <Page title={t('dataset.compare')}>
        {<FailureNotice failure={list.error} retry={() => void list.refetch()} />}
      </Page>
    );
  if (!list.data) return <Loading />;
  const choose = (name: string) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setSearch((current) => new URLSearchParams({ ...Object.fromEntries(current), [name]: value }), { replace: true });
  };
  const options = datasets.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Page title={t('dataset.compare')} purpose={t('dataset.comparePurpose')}>
      {datasets.length < 2 ? (
        <EmptyState title={t('dataset.compareFew')} explanation={t('dataset.compareFewWhy')} />
      ) : (
        <div className={form.grid}>
          <NativeSelect label={t('dataset.first')} value={a} onChange={choose('a')} data={options} />
          <NativeSelect label={t('dataset.second')} value={b} onChange={choose('b')} data={options} />
        </div>
      )}
      {error ? <FailureNotice failure={error} retry={() => void refetch()} /> : null}
      {currentData?.a && currentData.b ? <Both a={currentData.a} b={currentData.b} /> : null}
    </Page>
  );
}

function Both({ a, b }: { a: ComparedDatasetFragment; b: ComparedDatasetFragment }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const count = (value: number | null | undefined) => (value == null ? '–' : format.integer(value));
  const day = (value: string | null) => (value ? format.absolute(value) : '–');
  const facts: [string, (dataset: ComparedDatasetFragment) => string | ReactElement][] = [
    [t('column.rows'), ({ rowCount }) => count(rowCount)],
    [t('dataset.manifest'), ({ manifestSha256 }) => (manifestSha256 ? <Hash value={manifestSha256} /> : '–')],
    [t('dataset.sources'), ({ selection }) => selection.sourceKeys.join(', ') || t('filter.all')],
    [t('dataset.publishedFrom'), ({ selection }) => day(selection.publishedFrom)],
    [t('dataset.publishedTo'), ({ selection }) => day(selection.publishedTo)],
    [
      t('dataset.maxPerClass'),
      ({ selection }) => (selection.maxPerClass === null ? t('dataset.noLimit') : count(selection.maxPerClass)),
    ],
    [t('dataset.minCharacters'), ({ selection }) => count(selection.minCharacters)],
    [
      t('dataset.ratios'),
      ({ selection: { ratios } }) =>
        [ratios.train, ratios.validation, ratios.test].map((share) => format.percent(share, 0)).join(' / '),
    ],
    [t('parameter.seed.name'), ({ selection }) => String(selection.seed)],
    [t('dataset.duplicates'), ({ report }) => count(report?.duplicates.duplicates)],
    [t('dataset.leaks'), ({ report }) => count(report?.leaks.clustersAcrossSplits)],
    [t('dataset.rules'), ({ report }) => report?.ruleVersion ?? '–'],
  ];
  const isSame = a.manifestSha256 !== null && a.manifestSha256 === b.manifestSha256;
  const keys = [...new Set([...a.labelSet.classes, ...b.labelSet.classes].map(({ key }) => key))];
  const total = (dataset: ComparedDatasetFragment, key: string) => {
    const found = dataset.report?.classes.find(({ labelKey }) => labelKey === key);
    return found ? found.train + found.validation + found.test : 0;
  };
  const labelOf = (key: string) => [...a.labelSet.classes, ...b.labelSet.classes].find((label) => label.key === key);
  return (
    <>
      {isSame ? <p role="status">{t('dataset.identical')}</p> : null}
      <Section title={t('dataset.compareFacts')}>
        <DataTable
          caption={t('dataset.compareFacts')}
          rows={facts}
          rowKey={([name]) => name}
          marked={([, value]) => typeof value(a) === 'string' && value(a) !== value(b)}
          columns={[
            { key: 'name', header: t('deploy.measure'), cell: ([name]) => name },
            { key: 'a', header: a.name, numeric: true, cell: ([, value]) => value(a) },
            { key: 'b', header: b.name, numeric: true, cell: ([, value]) => value(b) },
          ]}
        />
      </Section>
      <Section title={t('dataset.classes')}>
        <DataTable
          caption={t('dataset.classes')}
          rows={keys}
          rowKey={(key) => key}
          columns={[
            {
              key: 'class',
              header: t('column.class'),
              cell: (key) => {
                const label = labelOf(key);
                return label ? <ClassLabel label={label} /> : key;
              },
            },
            { key: 'a', header: a.name, numeric: true, cell: (key) => count(total(a, key)) },
            { key: 'b', header: b.name, numeric: true, cell: (key) => count(total(b, key)) },
            {
              key: 'difference',
              header: t('deploy.difference'),
              numeric: true,
              cell: (key) => {
                const difference = total(b, key) - total(a, key);
                return difference === 0 ? '0' : `${difference > 0 ? '+' : '−'}${count(Math.abs(difference))}`;
              },
            },
          ]}
        />
      </Section>
    </>
  );
}
