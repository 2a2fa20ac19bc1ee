import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import type { EvaluationSplit } from '@/server/schema.generated';
import { FailureNotice } from '@/ui/FailureNotice';
import form from '@/ui/Form.module.css';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { useEvaluateFormQuery, useEvaluateModelVersionMutation } from './evaluationApi';

const SPLITS: EvaluationSplit[] = ['TEST', 'VALIDATION', 'TRAIN', 'ALL'];

/** A new evaluation of the version in `?version=`: on which rows. */
export function StartEvaluationPage() {
  const { t } = useTranslation('console');
  const navigate = useNavigate();
  const versionId = useSearchParams()[0].get('version') ?? '';
  const { data, error, refetch } = useEvaluateFormQuery({ versionId });
  const [evaluate, { error: refused, isLoading }] = useEvaluateModelVersionMutation();
  const [chosen, setChosen] = useState<string>();
  const [split, setSplit] = useState<EvaluationSplit>('TEST');
  if (error || data?.modelVersion === null)
    return (
      <Page title={t('evaluation.start')}>
        {<FailureNotice failure={error ?? { code: 'NOT_FOUND', message: '' }} retry={() => void refetch()} />}
      </Page>
    );
  if (!data) return <Loading />;
  const { modelVersion } = data;
  // Only rows whose classes are the model's can be measured.
  const datasets = data.datasets.nodes.filter(({ labelSet }) => labelSet.id === modelVersion.labelSet.id);
  const datasetId = chosen ?? modelVersion.trainingRun.dataset.id;
  const submit = async () => {
    const started = await evaluate({ input: { versionId, datasetId, split } });
    if (started.data) await navigate(`/admin/evaluations/${started.data.evaluateModelVersion.id}`);
  };
  return (
    <Page title={t('evaluation.start')} purpose={t('evaluation.startPurpose', { number: modelVersion.number })}>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {refused ? <FailureNotice failure={refused} /> : null}
        <div className={form.grid}>
          <NativeSelect
            label={t('column.dataset')}
            value={datasetId}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data={datasets.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <NativeSelect
            label={t('evaluation.rows')}
            description={t('evaluation.rowsHint')}
            value={split}
            onChange={(event) => setSplit(event.currentTarget.value as EvaluationSplit)}
            data={SPLITS.map((value) => ({ value, label: t(`evaluation.split.${value}`) }))}
          />
        </div>
        <div className={form.actions}>
          <Button type="submit" loading={isLoading}>
            {t('evaluation.startNow')}
          </Button>
          <Button variant="default" component={Link} to={`/admin/models/${versionId}`}>
            {t('form.cancel')}
          </Button>
        </div>
      </form>
    </Page>
  );
}
