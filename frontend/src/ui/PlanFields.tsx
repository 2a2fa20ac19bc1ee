import { NativeSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanChoicesQuery } from '@/server/plan.generated';
import type { TextRecipe } from '@/server/schema.generated';
import { useClassName } from './ClassLabel';
import form from './Form.module.css';
import styles from './PlanFields.module.css';
import type { PlanValues } from './planValues';

const RECIPES: TextRecipe[] = ['TITLE_BODY', 'TITLE', 'HANGUL_ONLY'];

export interface FieldsProps {
  values: PlanValues;
  change: (changed: Partial<PlanValues>) => void;
  choices: PlanChoicesQuery;
  /** What is wrong with a field, by its name here. */
  problem: (field: keyof PlanValues) => string | undefined;
  /** What the server refused, by the end of its path. */
  refused: (path: string) => string | undefined;
}

/** What is crawled, and how much of it. */
export function CrawlFields({ values, change, choices, problem, refused }: FieldsProps) {
  const { t } = useTranslation('console');
  return (
    <div className={form.grid}>
      <NativeSelect
        label={t('column.source')}
        value={values.crawlSource}
        onChange={(event) => change({ crawlSource: event.currentTarget.value })}
        data={choices.sources.nodes
          .filter(({ definition }) => definition)
          .map(({ key, name }) => ({ value: key, label: name }))}
        error={refused('crawl.sourceKey')}
      />
      <TextInput
        label={t('crawl.pagesPerSection')}
        inputMode="numeric"
        value={values.pagesPerSection}
        onChange={(event) => change({ pagesPerSection: event.currentTarget.value })}
        error={problem('pagesPerSection') ?? refused('crawl.pagesPerSection')}
      />
    </div>
  );
}

/** What a dataset takes. */
export function DatasetFields({ values, change, choices, problem, refused }: FieldsProps) {
  const { t } = useTranslation('console');
  const name = useClassName();
  return (
    <div className={form.grid}>
      <NativeSelect
        label={t('column.labelSet')}
        value={values.labelSetKey}
        onChange={(event) => change({ labelSetKey: event.currentTarget.value })}
        data={choices.labelSets.map((set) => ({ value: set.key, label: name(set) }))}
        error={refused('labelSetKey')}
      />
      <NativeSelect
        label={t('dataset.sources')}
        value={values.datasetSource}
        onChange={(event) => change({ datasetSource: event.currentTarget.value })}
        data={[
          { value: '', label: t('filter.all') },
          ...choices.sources.nodes.map((source) => ({ value: source.key, label: source.name })),
        ]}
        error={refused('sourceKeys')}
      />
      <NativeSelect
        label={t('plan.recipeLabel')}
        value={values.recipe}
        onChange={(event) =>
          change({ recipe: RECIPES.find((one) => one === event.currentTarget.value) ?? 'TITLE_BODY' })
        }
        data={RECIPES.map((value) => ({ value, label: t(`plan.recipe.${value}`) }))}
      />
      <TextInput
        label={t('dataset.maxPerClass')}
        placeholder={t('dataset.noLimit')}
        inputMode="numeric"
        value={values.maxPerClass}
        onChange={(event) => change({ maxPerClass: event.currentTarget.value })}
        error={problem('maxPerClass') ?? refused('maxPerClass')}
      />
    </div>
  );
}

/** What a model is trained from, and how long. */
export function TrainingFields({ values, change, choices, problem, refused }: FieldsProps) {
  const { t } = useTranslation('console');
  return (
    <div className={form.grid}>
      <NativeSelect
        label={t('column.baseModel')}
        value={values.baseModel}
        onChange={(event) =>
          // What was set for one model needn't fit another.
          change({ baseModel: event.currentTarget.value, kept: { ...values.kept, parameters: [] } })
        }
        data={[...choices.trainingBaseModels]}
        error={refused('train.baseModel')}
      />
      <TextInput
        label={t('parameter.epochs.name')}
        inputMode="numeric"
        value={values.epochs}
        onChange={(event) => change({ epochs: event.currentTarget.value })}
        error={problem('epochs') ?? refused('train.epochs')}
      />
    </div>
  );
}

/** The whole chain: each step can be left out but the dataset, and says below what it does. */
export function PlanFields(props: FieldsProps) {
  const { values, change } = props;
  const { t } = useTranslation('console');
  return (
    <ol className={styles.steps}>
      <Step title={t('pipeline.step.CRAWL')} isOn={values.crawls} turn={(crawls) => change({ crawls })}>
        <CrawlFields {...props} />
      </Step>
      <Step title={t('pipeline.step.CLEAN')} isOn={values.cleans} turn={(cleans) => change({ cleans })}>
        <p className={form.hint}>{t('plan.cleanWhat')}</p>
      </Step>
      <Step title={t('pipeline.step.DATASET')} isOn>
        <DatasetFields {...props} />
      </Step>
      <Step title={t('pipeline.step.TRAIN')} isOn={values.trains} turn={(trains) => change({ trains })}>
        <TrainingFields {...props} />
      </Step>
      <Step
        title={t('pipeline.step.EVALUATE')}
        isOn={values.trains && values.evaluates}
        {...(values.trains ? { turn: (evaluates: boolean) => change({ evaluates }) } : {})}
      >
        <p className={form.hint}>{t('plan.evaluateWhat')}</p>
      </Step>
    </ol>
  );
}

interface StepProps {
  title: string;
  isOn: boolean;
  /** Left out, there is no choice. */
  turn?: (isOn: boolean) => void;
  children: ReactNode;
}

function Step({ title, isOn, turn, children }: StepProps) {
  return (
    <li data-on={isOn}>
      <label className={styles.title}>
        <input
          type="checkbox"
          checked={isOn}
          disabled={!turn}
          onChange={(event) => turn?.(event.currentTarget.checked)}
        />
        {title}
      </label>
      {isOn ? children : null}
    </li>
  );
}
