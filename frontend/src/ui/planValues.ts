import type { PlanDatasetFragment, PlanFragment, PlanTrainingFragment } from '@/server/plan.generated';
import type {
  DatasetSelectionInput,
  PipelineCleaningInput,
  PipelineCrawlInput,
  PipelinePlanInput,
  PipelineTrainingInput,
  TextRecipe,
} from '@/server/schema.generated';

/** What a chain of steps is to do, as a form's fields hold it. */
export interface PlanValues {
  crawls: boolean;
  crawlSource: string;
  pagesPerSection: string;
  cleans: boolean;
  labelSetKey: string;
  datasetSource: string;
  maxPerClass: string;
  recipe: TextRecipe;
  trains: boolean;
  baseModel: string;
  epochs: string;
  evaluates: boolean;
  /** What the form has no fields for, as it was: a plan that is edited loses nothing. */
  kept: {
    clean?: PipelineCleaningInput;
    dataset?: Partial<DatasetSelectionInput>;
    parameters?: PlanTrainingFragment['parameters'];
  };
}

interface Choices {
  labelSets: readonly { key: string }[];
  sources: {
    nodes: readonly {
      key: string;
      definition: { needsPermission: boolean } | null;
      permissions: readonly { revokedAt: string | null }[];
    }[];
  };
  trainingBaseModels: readonly string[];
}

/** The source that is crawled unless another is chosen: one whose site needs to give no permission, or has. */
function usualSource({ nodes }: Choices['sources']): string | undefined {
  const defined = nodes.filter(({ definition }) => definition);
  const open = defined.find(
    ({ definition, permissions }) =>
      !definition?.needsPermission || permissions.some(({ revokedAt }) => revokedAt === null),
  );
  return (open ?? defined[0])?.key;
}

/** A plan that does everything, with as little as is useful. */
export const startingPlan = ({ labelSets, sources, trainingBaseModels }: Choices): PlanValues => ({
  crawls: usualSource(sources) !== undefined,
  crawlSource: usualSource(sources) ?? '',
  pagesPerSection: '1',
  cleans: true,
  labelSetKey: labelSets[0]?.key ?? '',
  datasetSource: '',
  maxPerClass: '',
  recipe: 'TITLE_BODY',
  trains: true,
  baseModel: trainingBaseModels.find((one) => one.endsWith('mini')) ?? trainingBaseModels[0] ?? '',
  epochs: '6',
  evaluates: true,
  kept: {},
});

const isWhole = (text: string) => /^[1-9]\d*$/.test(text.trim());

/** Which fields hold what the server wouldn't take; the same names as the values. */
export function wrongIn(values: PlanValues): Partial<Record<keyof PlanValues, true>> {
  return {
    ...(values.crawls && !isWhole(values.pagesPerSection) ? { pagesPerSection: true as const } : {}),
    ...(values.maxPerClass !== '' && !isWhole(values.maxPerClass) ? { maxPerClass: true as const } : {}),
    ...(values.trains && !isWhole(values.epochs) ? { epochs: true as const } : {}),
  };
}

export const crawlInput = ({ crawlSource, pagesPerSection }: PlanValues): PipelineCrawlInput => ({
  sourceKey: crawlSource,
  pagesPerSection: Number(pagesPerSection),
});

export const datasetInput = (values: PlanValues): DatasetSelectionInput => ({
  ...values.kept.dataset,
  labelSetKey: values.labelSetKey,
  sourceKeys: values.datasetSource ? [values.datasetSource] : [],
  maxPerClass: values.maxPerClass === '' ? undefined : Number(values.maxPerClass),
  recipe: values.recipe,
});

export const trainingInput = ({ baseModel, epochs, kept }: PlanValues): PipelineTrainingInput => ({
  parameters: [
    // Parameters that belong to another model would be refused.
    ...(kept.parameters ?? []).filter(({ field }) => field !== 'baseModel' && field !== 'epochs'),
    { field: 'baseModel', value: baseModel },
    { field: 'epochs', value: epochs.trim() },
  ],
});

export const allArticles = {
  sourceKeys: [],
  crawlIds: [],
  importIds: [],
};

/** The plan as the server takes it. */
export const planInput = (values: PlanValues): PipelinePlanInput => ({
  crawl: values.crawls ? crawlInput(values) : undefined,
  clean: values.cleans ? (values.kept.clean ?? { selection: allArticles }) : undefined,
  dataset: datasetInput(values),
  train: values.trains ? trainingInput(values) : undefined,
  evaluate: values.trains && values.evaluates,
});

/** The form's values for a dataset as the server tells it. */
export function fromDataset(values: PlanValues, dataset: PlanDatasetFragment): PlanValues {
  const { labelSetKey, sourceKeys, maxPerClass, recipe, ...kept } = dataset;
  return {
    ...values,
    labelSetKey,
    datasetSource: sourceKeys[0] ?? '',
    maxPerClass: maxPerClass?.toString() ?? '',
    recipe,
    kept: { ...values.kept, dataset: kept },
  };
}

/** The same for a training. */
export const fromTraining = (values: PlanValues, { baseModel, parameters }: PlanTrainingFragment): PlanValues => ({
  ...values,
  trains: true,
  baseModel,
  epochs: parameters.find(({ field }) => field === 'epochs')?.value ?? values.epochs,
  kept: { ...values.kept, parameters },
});

/** The same for a crawl. */
export const fromCrawl = (
  values: PlanValues,
  crawl: { sourceKey: string; pagesPerSection: number | null },
): PlanValues => ({
  ...values,
  crawls: true,
  crawlSource: crawl.sourceKey,
  pagesPerSection: String(crawl.pagesPerSection ?? 1),
});

/** The same for a whole plan. */
export function fromPlan(values: PlanValues, plan: PlanFragment): PlanValues {
  const withDataset = fromDataset(values, plan.dataset);
  const withCrawl = plan.crawl ? fromCrawl(withDataset, plan.crawl) : { ...withDataset, crawls: false };
  const withTraining = plan.train ? fromTraining(withCrawl, plan.train) : { ...withCrawl, trains: false };
  const { kept } = withTraining;
  return {
    ...withTraining,
    cleans: plan.clean !== null,
    evaluates: plan.evaluate,
    kept: plan.clean ? { ...kept, clean: plan.clean } : kept,
  };
}
