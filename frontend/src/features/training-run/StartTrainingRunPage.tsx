import { skipToken } from '@reduxjs/toolkit/query';
import { zodResolver } from '@hookform/resolvers/zod';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useFormat } from '@/i18n/format';
import { isServerFailure } from '@/server/failure';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import form from '@/ui/Form.module.css';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import type { TrainingRun } from './curve';
import {
  formSchema,
  isOptional,
  isParameter,
  numbersOf,
  parameterKeys,
  precisions,
  type FormValues,
  type Range,
} from './parameters';
import type { StartTrainingRunFormQuery } from './trainingRun.generated';
import { useStartTrainingRunFormQuery, useStartTrainingRunMutation, useTrainingRunQuery } from './trainingRunApi';

/** The first few decide most; the rest have sensible defaults and wait behind a fold. */
const FIRST = 4;

/** A new training run: what it learns from, and how. `?from=` starts with another run's parameters. */
export function StartTrainingRunPage() {
  const { t } = useTranslation('console');
  const [search] = useSearchParams();
  const from = search.get('from');
  const choices = useStartTrainingRunFormQuery();
  const pattern = useTrainingRunQuery(from ? { id: from } : skipToken);
  if (choices.error)
    return (
      <Page title={t('training.start')}>
        {<FailureNotice failure={choices.error} retry={() => void choices.refetch()} />}
      </Page>
    );
  if (!choices.data || (from && !pattern.data && !pattern.error)) return <Loading />;
  return (
    <Page title={t('training.start')} purpose={t('training.startPurpose')}>
      {choices.data.datasets.nodes.length === 0 ? (
        <EmptyState
          title={t('training.noDataset')}
          explanation={t('training.noDatasetWhy')}
          action={
            <Button component={Link} to="/admin/datasets/new">
              {t('dataset.build')}
            </Button>
          }
        />
      ) : (
        <StartForm
          choices={choices.data}
          pattern={pattern.data?.trainingRun ?? undefined}
          datasetId={search.get('dataset') ?? undefined}
        />
      )}
    </Page>
  );
}

interface Props {
  choices: StartTrainingRunFormQuery;
  pattern: TrainingRun | undefined;
  datasetId: string | undefined;
}

function StartForm({ choices, pattern, datasetId }: Props) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const navigate = useNavigate();
  const [start, { error, isLoading }] = useStartTrainingRunMutation();
  const ranges = useMemo(() => sorted(choices.trainingParameterRanges), [choices]);
  const bounds = (range: Range) => ({
    minimum: format.figure(range.minimum),
    maximum: range.maximum > 1e6 ? String(range.maximum) : format.figure(range.maximum),
  });
  const schema = formSchema(
    ranges,
    (range) => ({
      empty: t('form.required'),
      number: t('form.number'),
      whole: t('form.whole'),
      range: t('form.range', bounds(range)),
    }),
    t('form.required'),
  );
  const { register, handleSubmit, formState } = useForm<FormValues>({
    resolver: zodResolver(schema) as never,
    defaultValues: startingValues(choices, ranges, pattern, datasetId),
  });
  const refused = (path: string) =>
    isServerFailure(error) ? error.fields?.find(({ field }) => field === `input.${path}`)?.message : undefined;

  const submit = handleSubmit(async (values) => {
    const { name, baseModel, precision } = values;
    const input = { name: name.trim(), datasetId: values.datasetId, baseModel, precision, ...numbersOf(values) };
    const started = await start({ input });
    if (started.data) await navigate(`/admin/training/${started.data.startTrainingRun.id}`);
  });

  const number = (range: Range) => (
    <TextInput
      key={range.field}
      label={isParameter(range.field) ? t(`parameter.${range.field}.name`) : range.field}
      description={`${isParameter(range.field) ? t(`parameter.${range.field}.hint`) : ''} ${t('form.from', bounds(range))}${isOptional(range) ? ` ${t('form.orNone')}` : ''}`}
      inputMode="decimal"
      {...register(`numbers.${range.field}`)}
      error={formState.errors.numbers?.[range.field]?.message ?? refused(range.field)}
    />
  );

  return (
    <form className={form.form} onSubmit={(event) => void submit(event)} noValidate>
      {error && !(isServerFailure(error) && error.fields) ? <FailureNotice failure={error} /> : null}
      <div className={form.grid}>
        <TextInput
          label={t('column.name')}
          description={t('training.nameHint')}
          {...register('name')}
          error={formState.errors.name?.message ?? refused('name')}
        />
        <NativeSelect
          label={t('column.dataset')}
          description={t('training.datasetHint')}
          data={choices.datasets.nodes.map((dataset) => ({
            value: dataset.id,
            label:
              dataset.rowCount === null
                ? dataset.name
                : t('training.datasetOption', { name: dataset.name, rows: format.integer(dataset.rowCount) }),
          }))}
          {...register('datasetId')}
          error={formState.errors.datasetId?.message ?? refused('datasetId')}
        />
        <NativeSelect
          label={t('parameter.baseModel.name')}
          description={t('parameter.baseModel.hint')}
          data={choices.trainingBaseModels}
          {...register('baseModel')}
          error={refused('baseModel')}
        />
        <NativeSelect
          label={t('parameter.precision.name')}
          description={t('parameter.precision.hint')}
          data={Object.entries(precisions).map(([value, label]) => ({ value, label }))}
          {...register('precision')}
        />
        {ranges.slice(0, FIRST).map(number)}
      </div>
      <details
        className={form.more}
        open={ranges.slice(FIRST).some(({ field }) => formState.errors.numbers?.[field]) || undefined}
      >
        <summary>{t('training.more')}</summary>
        <div className={form.grid}>{ranges.slice(FIRST).map(number)}</div>
      </details>
      <div className={form.actions}>
        <Button type="submit" loading={isLoading}>
          {t('training.startNow')}
        </Button>
        <Button variant="default" component={Link} to="/admin/training">
          {t('form.cancel')}
        </Button>
      </div>
    </form>
  );
}

function sorted(ranges: readonly Range[]): Range[] {
  const place = ({ field }: Range) => (isParameter(field) ? parameterKeys.indexOf(field) : parameterKeys.length);
  return [...ranges].sort((a, b) => place(a) - place(b));
}

function startingValues(
  choices: StartTrainingRunFormQuery,
  ranges: Range[],
  pattern: TrainingRun | undefined,
  datasetId: string | undefined,
): FormValues {
  const numbers: Record<string, unknown> = { ...pattern?.parameters };
  const starting = ({ field, default: usual }: Range) => {
    const value = pattern && field in numbers ? numbers[field] : usual;
    return typeof value === 'number' ? String(value) : '';
  };
  const wanted = datasetId ?? pattern?.dataset.id;
  const bases = choices.trainingBaseModels;
  return {
    name: pattern ? pattern.name : '',
    datasetId: choices.datasets.nodes.find(({ id }) => id === wanted)?.id ?? choices.datasets.nodes[0]?.id ?? '',
    baseModel: pattern?.parameters.baseModel ?? bases.find((base) => base.endsWith('mini')) ?? bases[0] ?? '',
    precision: pattern?.parameters.precision ?? 'FP32',
    numbers: Object.fromEntries(ranges.map((range) => [range.field, starting(range)])),
  };
}
