import { skipToken } from '@reduxjs/toolkit/query';
import { Button, NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { isServerFailure } from '@/server/failure';
import type { EvaluationSplit } from '@/server/schema.generated';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import form from '@/ui/Form.module.css';
import { Loading } from '@/ui/Loading';
import { ModelTabs } from '@/ui/ModelTabs';
import { Page } from '@/ui/Page';
import type { CompareVersionsFormQuery } from './modelVersion.generated';
import { useCompareModelVersionsQuery, useCompareVersionsFormQuery, useMeasureBothMutation } from './modelVersionApi';
import { Versus } from './Versus';

const SPLITS: EvaluationSplit[] = ['TEST', 'VALIDATION', 'TRAIN', 'ALL'];

/** Two versions on the same rows: `?a=`, `?b=`, `?dataset=` and `?split=`. */
export function CompareVersionsPage() {
  const { t } = useTranslation('console');
  const { data, error, refetch } = useCompareVersionsFormQuery();
  if (error && !data)
    return <Page title={t('versus.title')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!data) return <Loading />;
  return (
    <Page title={t('versus.title')} purpose={t('versus.purpose')}>
      <ModelTabs />
      {data.modelVersions.nodes.length < 2 ? (
        <EmptyState
          title={t('versus.few')}
          explanation={t('versus.fewWhy')}
          needs="startTrainingRun"
          action={
            <Button component={Link} to="/admin/training/new">
              {t('training.start')}
            </Button>
          }
        />
      ) : (
        <Choice choices={data} />
      )}
    </Page>
  );
}

function Choice({ choices }: { choices: CompareVersionsFormQuery }) {
  const { t } = useTranslation('console');
  const [search, setSearch] = useSearchParams();
  const versions = choices.modelVersions.nodes;
  const b = versions.find(({ id }) => id === search.get('b')) ?? versions[0];
  const a = versions.find(({ id }) => id === search.get('a')) ?? versions.find(({ id }) => id !== b?.id);
  const datasets = choices.datasets.nodes.filter(({ labelSet }) => labelSet.id === a?.labelSet.id);
  const datasetId = search.get('dataset') ?? a?.trainingRun.dataset.id;
  const split = SPLITS.find((one) => one === search.get('split')) ?? 'TEST';
  const asked = a && b && datasetId && a.id !== b.id ? { a: a.id, b: b.id, datasetId, split } : skipToken;
  const { currentData, error, isFetching } = useCompareModelVersionsQuery(asked);
  const [measure, measuring] = useMeasureBothMutation();
  const choose = (name: string) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setSearch(
      (current) => {
        const next = new URLSearchParams(current);
        next.set(name, value);
        return next;
      },
      { replace: true },
    );
  };
  const options = versions.map(({ id, number, architecture, trainingRun }) => ({
    value: id,
    label: `v${number} · ${architecture} · ${trainingRun.name}`,
  }));
  // Both must have answered the same rows first: what is missing can be asked for here.
  const isUnmeasured = isServerFailure(error) && error.code === 'CONFLICT';
  return (
    <>
      <div className={form.grid}>
        <NativeSelect label={t('versus.a')} value={a?.id} onChange={choose('a')} data={options} />
        <NativeSelect label={t('versus.b')} value={b?.id} onChange={choose('b')} data={options} />
        <NativeSelect
          label={t('column.dataset')}
          value={datasetId}
          onChange={choose('dataset')}
          data={datasets.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <NativeSelect
          label={t('evaluation.rows')}
          value={split}
          onChange={choose('split')}
          data={SPLITS.map((value) => ({ value, label: t(`evaluation.split.${value}`) }))}
        />
      </div>
      {a?.id === b?.id ? <p>{t('versus.same')}</p> : null}
      {isUnmeasured && a && b && datasetId ? (
        <EmptyState
          title={t('versus.unmeasured')}
          needs="evaluateModelVersion"
          explanation={measuring.data ? t('versus.measuring') : t('versus.unmeasuredWhy')}
          action={
            <Button
              loading={measuring.isLoading}
              disabled={measuring.data !== undefined}
              onClick={() =>
                void measure({ a: { versionId: a.id, datasetId, split }, b: { versionId: b.id, datasetId, split } })
              }
            >
              {t('versus.measure')}
            </Button>
          }
        />
      ) : error ? (
        <FailureNotice failure={error} />
      ) : null}
      {measuring.error ? <FailureNotice failure={measuring.error} /> : null}
      {currentData && !error ? (
        <Versus comparison={currentData.compareModelVersions} />
      ) : isFetching ? (
        <Loading />
      ) : null}
    </>
  );
}
