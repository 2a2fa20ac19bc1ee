import type { PlanChoicesQuery } from '@/server/plan.generated';
import type { MissedTicks, ScheduleActionInput } from '@/server/schema.generated';
import {
  allArticles,
  crawlInput,
  datasetInput,
  fromCrawl,
  fromDataset,
  fromPlan,
  fromTraining,
  planInput,
  startingPlan,
  trainingInput,
  wrongIn,
  type PlanValues,
} from '@/ui/planValues';
import type { ScheduleRowFragment } from './schedule.generated';

export const KINDS = ['crawl', 'clean', 'buildDataset', 'train', 'pipeline'] as const;
export type Kind = (typeof KINDS)[number];

type Action = ScheduleRowFragment['action'];
type Cleaning = Extract<Action, { __typename: 'ScheduledCleaning' }>;

/** A schedule as a form's fields hold it. */
export interface ScheduleValues {
  name: string;
  cron: string;
  missed: MissedTicks;
  kind: Kind;
  plan: PlanValues;
  appliesWhenReady: boolean;
  /** Which articles are cleaned, if that was ever narrowed. */
  cleaned: Cleaning['selection'] | undefined;
}

const KIND_OF: Record<NonNullable<Action['__typename']>, Kind> = {
  PipelineCrawl: 'crawl',
  ScheduledCleaning: 'clean',
  ScheduledDataset: 'buildDataset',
  ScheduledTraining: 'train',
  ScheduledPipeline: 'pipeline',
};

/** What a schedule starts. */
export const kindOf = (action: Action): Kind => KIND_OF[action.__typename];

/** Every field of a plan is needed in one kind or another, whatever steps a pipeline leaves out. */
const everything = (choices: PlanChoicesQuery): PlanValues => startingPlan(choices);

export const startingSchedule = (choices: PlanChoicesQuery): ScheduleValues => ({
  name: '',
  cron: '30 6 * * *',
  missed: 'RUN_ONCE',
  kind: 'crawl',
  plan: everything(choices),
  appliesWhenReady: true,
  cleaned: undefined,
});

/** A schedule that is there, as the form shows it. */
export function valuesOf(schedule: ScheduleRowFragment, choices: PlanChoicesQuery): ScheduleValues {
  const { name, cron, missed, action } = schedule;
  const values = { ...startingSchedule(choices), name, cron, missed, kind: kindOf(action) };
  switch (action.__typename) {
    case 'PipelineCrawl':
      return { ...values, plan: fromCrawl(values.plan, action) };
    case 'ScheduledCleaning':
      return { ...values, appliesWhenReady: action.appliesWhenReady, cleaned: action.selection };
    case 'ScheduledDataset':
      return { ...values, plan: fromDataset(values.plan, action.dataset) };
    case 'ScheduledTraining':
      return { ...values, plan: { ...fromTraining(values.plan, action.training), labelSetKey: action.labelSetKey } };
    case 'ScheduledPipeline':
      return { ...values, plan: fromPlan(values.plan, action.plan) };
  }
}

/** The action as the server takes it. */
export function actionInput({ kind, plan, appliesWhenReady, cleaned }: ScheduleValues): ScheduleActionInput {
  switch (kind) {
    case 'crawl':
      return { crawl: crawlInput(plan) };
    case 'clean':
      return { clean: { selection: cleaned ?? allArticles, appliesWhenReady } };
    case 'buildDataset':
      return { buildDataset: datasetInput(plan) };
    case 'train':
      return { train: { labelSetKey: plan.labelSetKey, training: trainingInput(plan) } };
    case 'pipeline':
      return { pipeline: planInput(plan) };
  }
}

const FIELDS: Record<Kind, (keyof PlanValues)[]> = {
  crawl: ['pagesPerSection'],
  clean: [],
  buildDataset: ['maxPerClass'],
  train: ['epochs'],
  pipeline: ['pagesPerSection', 'maxPerClass', 'epochs'],
};

/** Which fields of the action hold what the server wouldn't take. */
export function wrongFields({ kind, plan }: ScheduleValues): Set<keyof PlanValues> {
  const whole = kind === 'pipeline' ? plan : { ...plan, crawls: true, trains: true };
  const wrong = wrongIn(whole);
  return new Set(FIELDS[kind].filter((field) => wrong[field]));
}
