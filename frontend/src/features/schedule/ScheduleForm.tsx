import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isServerFailure } from '@/server/failure';
import type { PlanChoicesQuery } from '@/server/plan.generated';
import type { MissedTicks } from '@/server/schema.generated';
import { useClassName } from '@/ui/ClassLabel';
import { FailureNotice } from '@/ui/FailureNotice';
import { FilterChips } from '@/ui/FilterChips';
import form from '@/ui/Form.module.css';
import { CrawlFields, DatasetFields, PlanFields, TrainingFields, type FieldsProps } from '@/ui/PlanFields';
import { KINDS, wrongFields, type ScheduleValues } from './scheduleValues';
import styles from './SchedulePage.module.css';

/** Times that people mean, as cron has them. */
const PRESETS = [
  ['hourly', '0 * * * *'],
  ['daily', '30 6 * * *'],
  ['weekdays', '30 6 * * MON-FRI'],
  ['weekly', '0 3 * * SUN'],
] as const;

const MISSED: MissedTicks[] = ['RUN_ONCE', 'SKIP'];

interface Props {
  choices: PlanChoicesQuery;
  starting: ScheduleValues;
  save: (values: ScheduleValues) => Promise<void>;
  saveLabel: string;
  error: unknown;
  isLoading: boolean;
}

/** When, what, and what becomes of times that nobody looked at. */
export function ScheduleForm({ choices, starting, save, saveLabel, error, isLoading }: Props) {
  const { t } = useTranslation('console');
  const [values, setValues] = useState(starting);
  const [isTried, setIsTried] = useState(false);
  const change = (changed: Partial<ScheduleValues>) => setValues((known) => ({ ...known, ...changed }));
  const fields = isServerFailure(error) ? error.fields : undefined;
  const refused = (path: string) => fields?.find(({ field }) => field.endsWith(path))?.message;
  const wrong = wrongFields(values);
  const needed = (text: string) => (isTried && text.trim() === '' ? t('form.required') : undefined);
  const fieldsProps: FieldsProps = {
    values: values.plan,
    change: (changed) => setValues((known) => ({ ...known, plan: { ...known.plan, ...changed } })),
    choices,
    problem: (field) => (isTried && wrong.has(field) ? t('plan.whole') : undefined),
    refused,
  };
  return (
    <form
      className={form.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setIsTried(true);
        if (values.name.trim() === '' || values.cron.trim() === '' || wrong.size > 0) return;
        void save(values);
      }}
    >
      {error && !fields ? <FailureNotice failure={error} /> : null}
      <div className={form.grid}>
        <TextInput
          label={t('column.name')}
          description={t('scheduled.nameHint')}
          value={values.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
          error={needed(values.name) ?? refused('input.name')}
        />
        <TextInput
          label={t('scheduled.cron')}
          description={t('scheduled.cronHint')}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--font-mono)' } }}
          value={values.cron}
          onChange={(event) => change({ cron: event.currentTarget.value })}
          error={needed(values.cron) ?? refused('input.cron')}
        />
        <div className={styles.presets}>
          <FilterChips
            label={t('scheduled.often')}
            options={PRESETS.map(([key, cron]) => ({ value: cron, name: t(`scheduled.preset.${key}`) }))}
            chosen={values.cron}
            choose={(cron) => change({ cron: cron ?? '' })}
            isRequired
          />
        </div>
      </div>
      <FilterChips
        label={t('scheduled.starts')}
        options={KINDS.map((value) => ({ value, name: t(`scheduled.kind.${value}`) }))}
        chosen={values.kind}
        choose={(chosen) => change({ kind: KINDS.find((one) => one === chosen) ?? 'crawl' })}
        isRequired
      />
      <ActionFields values={values} change={change} fields={fieldsProps} />
      <NativeSelect
        label={t('scheduled.missedLabel')}
        description={t('scheduled.missedHint')}
        maw={400}
        value={values.missed}
        onChange={(event) => change({ missed: MISSED.find((one) => one === event.currentTarget.value) ?? 'RUN_ONCE' })}
        data={MISSED.map((value) => ({ value, label: t(`scheduled.missed.${value}`) }))}
      />
      <div className={form.actions}>
        <Button type="submit" loading={isLoading}>
          {saveLabel}
        </Button>
      </div>
    </form>
  );
}

interface ActionProps {
  values: ScheduleValues;
  change: (changed: Partial<ScheduleValues>) => void;
  fields: FieldsProps;
}

function ActionFields({ values, change, fields }: ActionProps) {
  const { t } = useTranslation('console');
  const name = useClassName();
  switch (values.kind) {
    case 'crawl':
      return <CrawlFields {...fields} />;
    case 'clean':
      return (
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={values.appliesWhenReady}
            onChange={(event) => change({ appliesWhenReady: event.currentTarget.checked })}
          />
          {t('scheduled.applies')}
        </label>
      );
    case 'buildDataset':
      return <DatasetFields {...fields} />;
    case 'train':
      return (
        <>
          <NativeSelect
            label={t('scheduled.newestOf')}
            maw={400}
            value={values.plan.labelSetKey}
            onChange={(event) => fields.change({ labelSetKey: event.currentTarget.value })}
            data={fields.choices.labelSets.map((set) => ({ value: set.key, label: name(set) }))}
            error={fields.refused('labelSetKey')}
          />
          <TrainingFields {...fields} />
        </>
      );
    case 'pipeline':
      return <PlanFields {...fields} />;
  }
}
