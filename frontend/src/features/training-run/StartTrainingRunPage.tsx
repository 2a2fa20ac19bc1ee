import { skipToken } from '@reduxjs/toolkit/query';
import { zodResolver } from '@hookform/resolvers/zod';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useFormat } from '@/i18n/format';
import { isServerFailure } from '@/server/failure';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import form from '@/ui/Form.module.css';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { isParameter } from '@/ui/parameterNames';
import type { TrainingRun } from './curve';
import { estimatedSeconds } from './estimate';
import {
  classWeights,
  formSchema,
  isOptional,
  numbersOf,
  parameterOrder,
  poolings,
  precisions,
  schedules,
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
  // Ranges and defaults depend on the base: what it is worth to try differs between a fresh model and a published one.
  const [base, setBase] = useState(search.get('base') ?? undefined);
  const choices = useStartTrainingRunFormQuery({ baseModel: base });
  const pattern = useTrainingRunQuery(from ? { id: from } : skipToken);
  if (choices.error && !choices.data)
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
          needs="buildDataset"
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
          base={base}
          setBase={setBase}
        />
      )}
    </Page>
  );
}

interface Props {
  choices: StartTrainingRunFormQuery;
  pattern: TrainingRun | undefined;
  datasetId: string | undefined;
  base: string | undefined;
  setBase: (base: string) => void;
}

function StartForm({ choices, pattern, datasetId, base, setBase }: Props) {
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
  const { register, handleSubmit, formState, control, getFieldState, resetField } = useForm<FormValues>({
    resolver: zodResolver(schema) as never,
    defaultValues: startingValues(choices, ranges, pattern, datasetId, base),
  });
  // Another base has other defaults: fields that nobody has touched take them.
  useEffect(() => {
    if (pattern) return;
    for (const range of ranges) {
      const value = typeof range.default === 'number' ? String(range.default) : '';
      const field = `numbers.${range.field}` as const;
      if (!getFieldState(field).isDirty) resetField(field, { defaultValue: value });
    }
  }, [ranges, pattern, getFieldState, resetField]);
  const [chosenBase, chosenDataset, epochs] = useWatch({ control, name: ['baseModel', 'datasetId', 'numbers.epochs'] });
  const seconds = estimatedSeconds(choices.finished.nodes, {
    baseModel: chosenBase,
    rows: choices.datasets.nodes.find(({ id }) => id === chosenDataset)?.rowCount ?? undefined,
    epochs: Number(epochs),
  });
  const refused = (path: string) =>
    isServerFailure(error) ? error.fields?.find(({ field }) => field === `input.${path}`)?.message : undefined;

  const submit = handleSubmit(async (values) => {
    const { name, pooling, schedule, device, numbers: _, ...named } = values;
    const input = {
      ...named,
      name: name.trim(),
      device: device.trim(),
      pooling: pooling === '' ? undefined : pooling,
      schedule: schedule === '' ? undefined : schedule,
      ...numbersOf(values),
    };
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
          {...register('baseModel', {
            onChange: (event: { target: { value: string } }) => setBase(event.target.value),
          })}
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
        <div className={form.grid}>
          <NativeSelect
            label={t('parameter.schedule.name')}
            description={t('parameter.schedule.hint')}
            data={[
              { value: '', label: t('baseModel.asPublished') },
              ...schedules.map((value) => ({ value, label: t(`schedule.${value}`) })),
            ]}
            {...register('schedule')}
          />
          <NativeSelect
            label={t('parameter.classWeights.name')}
            description={t('parameter.classWeights.hint')}
            data={classWeights.map((value) => ({ value, label: t(`classWeights.${value}`) }))}
            {...register('classWeights')}
          />
          <NativeSelect
            label={t('parameter.pooling.name')}
            description={t('parameter.pooling.hint')}
            data={[
              { value: '', label: t('baseModel.asPublished') },
              ...poolings.map((value) => ({ value, label: t(`pooling.${value}`) })),
            ]}
            {...register('pooling')}
            error={refused('pooling')}
          />
          <TextInput
            label={t('parameter.device.name')}
            description={t('parameter.device.hint')}
            spellCheck={false}
            {...register('device')}
            error={formState.errors.device?.message ?? refused('device')}
          />
          {ranges.slice(FIRST).map(number)}
        </div>
      </details>
      {seconds === undefined ? null : (
        <p className={form.hint}>{t('training.estimate', { time: format.duration(seconds) })}</p>
      )}
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
  const place = ({ field }: Range) => {
    const index = parameterOrder.indexOf(field);
    return index < 0 ? parameterOrder.length : index;
  };
  return [...ranges].sort((a, b) => place(a) - place(b));
}

function startingValues(
  choices: StartTrainingRunFormQuery,
  ranges: Range[],
  pattern: TrainingRun | undefined,
  datasetId: string | undefined,
  base: string | undefined,
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
    baseModel:
      pattern?.parameters.baseModel ??
      bases.find((one) => one === base) ??
      bases.find((base) => base.endsWith('mini')) ??
      bases[0] ??
      '',
    precision: pattern?.parameters.precision ?? 'FP32',
    schedule: pattern?.parameters.schedule ?? '',
    classWeights: pattern?.parameters.classWeights ?? 'NONE',
    pooling: pattern?.parameters.pooling ?? '',
    device: pattern?.parameters.device ?? 'auto',
    numbers: Object.fromEntries(ranges.map((range) => [range.field, starting(range)])),
  };
}
