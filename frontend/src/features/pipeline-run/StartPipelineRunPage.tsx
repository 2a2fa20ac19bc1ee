import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { isServerFailure } from '@/server/failure';
import { usePlanChoicesQuery, type PlanChoicesQuery } from '@/server/plan.generated';
import { FailureNotice } from '@/ui/FailureNotice';
import form from '@/ui/Form.module.css';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { PlanFields } from '@/ui/PlanFields';
import { planInput, startingPlan, wrongIn } from '@/ui/planValues';
import { useStartPipelineRunMutation } from './pipelineRunApi';

/** A new pipeline run: crawl, clean, build a dataset, train, measure. */
export function StartPipelineRunPage() {
  const { t } = useTranslation('console');
  const { data, error, refetch } = usePlanChoicesQuery();
  if (error && !data)
    return <Page title={t('pipeline.start')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!data) return <Loading />;
  return (
    <Page title={t('pipeline.start')} purpose={t('pipeline.startPurpose')}>
      <StartForm choices={data} />
    </Page>
  );
}

function StartForm({ choices }: { choices: PlanChoicesQuery }) {
  const { t } = useTranslation('console');
  const navigate = useNavigate();
  const [start, { error, isLoading }] = useStartPipelineRunMutation();
  const [name, setName] = useState('');
  const [values, setValues] = useState(() => startingPlan(choices));
  const [isTried, setIsTried] = useState(false);
  const fields = isServerFailure(error) ? error.fields : undefined;
  const refused = (path: string) => fields?.find(({ field }) => field.endsWith(path))?.message;
  const wrong = wrongIn(values);
  const submit = async () => {
    setIsTried(true);
    if (name.trim() === '' || Object.keys(wrong).length > 0) return;
    const { data } = await start({ input: { name: name.trim(), plan: planInput(values) } });
    if (data) await navigate(`/admin/pipelines/${data.startPipelineRun.id}`);
  };
  return (
    <form
      className={form.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {error && !fields ? <FailureNotice failure={error} /> : null}
      <TextInput
        label={t('column.name')}
        description={t('pipeline.nameHint')}
        maw={400}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={isTried && name.trim() === '' ? t('form.required') : refused('input.name')}
      />
      <PlanFields
        values={values}
        change={(changed) => setValues((known) => ({ ...known, ...changed }))}
        choices={choices}
        problem={(field) => (isTried && wrong[field] ? t('plan.whole') : undefined)}
        refused={refused}
      />
      <div className={form.actions}>
        <Button type="submit" loading={isLoading}>
          {t('pipeline.startNow')}
        </Button>
        <Button variant="default" component={Link} to="/admin/pipelines">
          {t('form.cancel')}
        </Button>
      </div>
    </form>
  );
}
