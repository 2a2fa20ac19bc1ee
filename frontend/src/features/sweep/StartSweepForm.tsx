import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useFormat } from '@/i18n/format';
import { isServerFailure } from '@/server/failure';
import type { SweepMethod, SweepStoppingRule } from '@/server/schema.generated';
import { FailureNotice } from '@/ui/FailureNotice';
import form from '@/ui/Form.module.css';
import { Section } from '@/ui/Page';
import { DimensionRow } from './DimensionRow';
import { combinations, emptyDimension, inputOf, NAMED, problemOf } from './searchSpace';
import styles from './StartSweepPage.module.css';
import type { StartSweepFormQuery } from './sweep.generated';
import { useStartSweepMutation } from './sweepApi';

/** The server takes so many runs in one sweep. */
const MOST_RUNS = 500;
const RULES: SweepStoppingRule[] = ['MEDIAN', 'HALVING', 'NEVER'];

interface Props {
  choices: StartSweepFormQuery;
  wantedDataset: string | undefined;
  base: string;
  setBase: (base: string) => void;
}

export function StartSweepForm({ choices, wantedDataset, base, setBase }: Props) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const navigate = useNavigate();
  const [start, { error, isLoading }] = useStartSweepMutation();
  const datasets = choices.datasets.nodes;
  const [name, setName] = useState('');
  const [datasetId, setDatasetId] = useState(
    datasets.find(({ id }) => id === wantedDataset)?.id ?? datasets[0]?.id ?? '',
  );
  const [epochs, setEpochs] = useState('3');
  const [dimensions, setDimensions] = useState([emptyDimension('learningRate')]);
  const [method, setMethod] = useState<SweepMethod>('GRID');
  const [runs, setRuns] = useState('20');
  const [rule, setRule] = useState<SweepStoppingRule>('MEDIAN');
  const [concurrent, setConcurrent] = useState('1');
  const [minutes, setMinutes] = useState('');
  const [isTried, setIsTried] = useState(false);
  const rangeOf = (field: string) => choices.trainingParameterRanges.find((range) => range.field === field);
  const refused = (path: string) =>
    isServerFailure(error) ? error.fields?.find(({ field }) => field === `input.${path}`)?.message : undefined;

  const fields = [...choices.trainingParameterRanges.map(({ field }) => field), ...Object.keys(NAMED)];
  const isOnlyChoices = dimensions.every(({ kind }) => kind === 'choice');
  const effective: SweepMethod = isOnlyChoices ? method : 'RANDOM';
  const planned = effective === 'GRID' ? combinations(dimensions) : Number(runs);
  const problems = {
    name: name.trim() === '' ? t('form.required') : undefined,
    epochs: isWithin(epochs, rangeOf('epochs')) ? undefined : t('form.whole'),
    runs: Number.isInteger(planned) && planned >= 1 && planned <= MOST_RUNS ? undefined : t('sweep.problem.runs'),
    concurrent: /^[1-9]\d*$/.test(concurrent) ? undefined : t('form.whole'),
    minutes: minutes === '' || Number(minutes) > 0 ? undefined : t('form.number'),
  };
  const shown = (problem: string | undefined) => (isTried ? problem : undefined);
  const wrong = dimensions.map((dimension) => problemOf(dimension, rangeOf(dimension.field)));

  const submit = async () => {
    setIsTried(true);
    if (wrong.some(Boolean) || Object.values(problems).some(Boolean)) return;
    const started = await start({
      input: {
        run: { name: name.trim(), datasetId, baseModel: base, epochs: Number(epochs) },
        dimensions: dimensions.map(inputOf),
        strategy: effective,
        runs: effective === 'RANDOM' ? Number(runs) : undefined,
        maxConcurrentRuns: Number(concurrent),
        maxSeconds: minutes === '' ? undefined : Math.round(Number(minutes) * 60),
        stopping: { rule },
      },
    });
    if (started.data) await navigate(`/admin/sweeps/${started.data.startSweep.id}`);
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
      {error ? <FailureNotice failure={error} /> : null}
      <div className={form.grid}>
        <TextInput
          label={t('column.name')}
          description={t('training.nameHint')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={shown(problems.name) ?? refused('run.name')}
        />
        <NativeSelect
          label={t('column.dataset')}
          description={t('training.datasetHint')}
          value={datasetId}
          onChange={(event) => setDatasetId(event.currentTarget.value)}
          data={datasets.map((dataset) => ({
            value: dataset.id,
            label:
              dataset.rowCount === null
                ? dataset.name
                : t('training.datasetOption', { name: dataset.name, rows: format.integer(dataset.rowCount) }),
          }))}
        />
        <NativeSelect
          label={t('parameter.baseModel.name')}
          description={t('parameter.baseModel.hint')}
          value={base}
          onChange={(event) => setBase(event.currentTarget.value)}
          data={choices.trainingBaseModels}
          error={refused('run.baseModel')}
        />
        <TextInput
          label={t('parameter.epochs.name')}
          description={t('parameter.epochs.hint')}
          inputMode="numeric"
          value={epochs}
          onChange={(event) => setEpochs(event.currentTarget.value)}
          error={shown(problems.epochs) ?? refused('run.epochs')}
        />
      </div>
      <Section
        title={t('sweep.space')}
        aside={
          <span className={`${styles.planned ?? ''} figures`}>
            {t('sweep.planned', { number: format.integer(planned) })}
          </span>
        }
      >
        {dimensions.map((dimension, index) => (
          <DimensionRow
            key={index}
            dimension={dimension}
            range={rangeOf(dimension.field)}
            fields={fields.filter(
              (field) => field === dimension.field || !dimensions.some((other) => other.field === field),
            )}
            problem={isTried ? wrong[index] : undefined}
            refused={refused(`dimensions[${index}]`) ?? refused(`dimensions.${index}`)}
            change={(changed) => setDimensions(dimensions.map((one, place) => (place === index ? changed : one)))}
            remove={
              dimensions.length > 1 ? () => setDimensions(dimensions.filter((_, place) => place !== index)) : undefined
            }
          />
        ))}
        <div>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => {
              const next = fields.find((field) => !dimensions.some((one) => one.field === field));
              if (next) setDimensions([...dimensions, emptyDimension(next)]);
            }}
          >
            {t('sweep.addParameter')}
          </Button>
        </div>
      </Section>
      <div className={form.grid}>
        <NativeSelect
          label={t('sweep.method.name')}
          description={isOnlyChoices ? t('sweep.method.hint') : t('sweep.method.onlyRandom')}
          value={effective}
          disabled={!isOnlyChoices}
          onChange={(event) => setMethod(event.currentTarget.value as SweepMethod)}
          data={(['GRID', 'RANDOM'] as const).map((value) => ({ value, label: t(`sweep.method.${value}`) }))}
        />
        {effective === 'RANDOM' ? (
          <TextInput
            label={t('sweep.runs')}
            description={t('sweep.runsHint', { most: MOST_RUNS })}
            inputMode="numeric"
            value={runs}
            onChange={(event) => setRuns(event.currentTarget.value)}
            error={shown(problems.runs) ?? refused('runs')}
          />
        ) : null}
        <NativeSelect
          label={t('sweep.stopping.name')}
          description={t('sweep.stopping.hint')}
          value={rule}
          onChange={(event) => setRule(event.currentTarget.value as SweepStoppingRule)}
          data={RULES.map((value) => ({ value, label: t(`sweep.stopping.${value}`) }))}
        />
        <TextInput
          label={t('sweep.concurrent')}
          description={t('sweep.concurrentHint')}
          inputMode="numeric"
          value={concurrent}
          onChange={(event) => setConcurrent(event.currentTarget.value)}
          error={shown(problems.concurrent) ?? refused('maxConcurrentRuns')}
        />
        <TextInput
          label={t('sweep.minutes')}
          description={t('sweep.minutesHint')}
          inputMode="decimal"
          value={minutes}
          onChange={(event) => setMinutes(event.currentTarget.value)}
          error={shown(problems.minutes) ?? refused('maxSeconds')}
        />
      </div>
      {effective === 'GRID' && shown(problems.runs) ? <p role="alert">{problems.runs}</p> : null}
      <div className={form.actions}>
        <Button type="submit" loading={isLoading}>
          {t('sweep.startNow')}
        </Button>
        <Button variant="default" component={Link} to="/admin/sweeps">
          {t('form.cancel')}
        </Button>
      </div>
    </form>
  );
}

function isWithin(text: string, range: { minimum: number; maximum: number } | undefined) {
  const value = Number(text);
  return /^\d+$/.test(text) && value >= (range?.minimum ?? 1) && value <= (range?.maximum ?? Infinity);
}
