/** Things as the server describes them, typed by its schema. */
import type { ComparedVersionFragment, ModelVersionQuery } from '@/features/model-version/modelVersion.generated';
import type { AnswerFragment } from '@/features/reader/reader.generated';
import type {
  TrainingEpochFragment,
  TrainingRunQuery,
  TrainingStepFragment,
} from '@/features/training-run/trainingRun.generated';
import type { LabelClassFragment } from '@/server/labelClass.generated';

export const classes: LabelClassFragment[] = [
  { id: 'c-society', key: 'society', position: 0, nameKo: '사회', nameEn: 'Society' },
  { id: 'c-economic', key: 'economic', position: 1, nameKo: '경제', nameEn: 'Economy' },
  { id: 'c-sports', key: 'sports', position: 2, nameKo: '스포츠', nameEn: 'Sports' },
];
const [society, economic, sports] = classes as [LabelClassFragment, LabelClassFragment, LabelClassFragment];

export function answer(changed: Partial<AnswerFragment> = {}): AnswerFragment {
  return {
    id: 'prediction-1',
    label: economic,
    probability: 0.91,
    probabilities: [
      { label: society, probability: 0.06 },
      { label: economic, probability: 0.91 },
      { label: sports, probability: 0.03 },
    ],
    truncated: false,
    timing: { totalMicroseconds: 3120 },
    modelVersion: { id: 'version-3', number: 3, createdAt: '2026-11-20T03:00:00Z', calibration: null },
    ...changed,
  };
}

const metrics = {
  rows: 300,
  loss: 0.5,
  accuracy: 0.84,
  macroF1: 0.83,
  weightedF1: 0.84,
  confusion: [
    [90, 8, 2],
    [5, 91, 4],
    [3, 1, 96],
  ],
  classes: classes.map(({ key }) => ({ labelKey: key, precision: 0.9, recall: 0.9, f1: 0.9, support: 100 })),
};

export function step(number: number, changed: Partial<TrainingStepFragment> = {}): TrainingStepFragment {
  return {
    step: number,
    epoch: 1,
    loss: 2 - number / 100,
    learningRate: 5e-4,
    gradientNorm: 1,
    samplesPerSecond: 512,
    secondsLeft: 60,
    ...changed,
  };
}

export function epoch(number: number, changed: Partial<TrainingEpochFragment> = {}): TrainingEpochFragment {
  return {
    epoch: number,
    trainLoss: 1.2,
    validationLoss: 1.1,
    accuracy: 0.8,
    macroF1: 0.79,
    best: true,
    seconds: 41,
    recordedAt: '2026-11-20T03:00:00Z',
    metrics,
    ...changed,
  };
}

export function trainingRun(
  changed: Partial<NonNullable<TrainingRunQuery['trainingRun']>> = {},
): NonNullable<TrainingRunQuery['trainingRun']> {
  return {
    id: 'run-1',
    name: '첫 mini',
    status: 'RUNNING',
    phase: 'training',
    step: 0,
    totalSteps: 100,
    secondsLeft: 60,
    createdAt: '2026-11-20T03:00:00Z',
    startedAt: '2026-11-20T03:00:01Z',
    finishedAt: null,
    errorCode: null,
    error: null,
    bestEpoch: null,
    build: null,
    dataset: { id: 'dataset-1', name: '8개 면', rowCount: 26_040 },
    labelSet: { classes },
    parameters: {
      baseModel: 'scratch-mini',
      epochs: 4,
      maxLength: 64,
      batchSize: 64,
      learningRate: 5e-4,
      warmupRatio: 0.1,
      maxGradNorm: 1,
      seed: 42,
      weightDecay: 0.01,
      labelSmoothing: 0.1,
      earlyStoppingPatience: 3,
      precision: 'FP32',
      threads: 0,
      vocabularySize: 8000,
      dropout: 0.1,
      tokenDropout: 0.1,
      subwordSampling: 0.3,
      pooling: null,
      batchTokens: null,
      gradientAccumulationSteps: 1,
      schedule: 'COSINE',
      layerLearningRateDecay: 1,
      frozenLayers: 0,
      classWeights: 'NONE',
      device: 'auto',
      checkpointSeconds: 60,
    },
    attempts: 1,
    resumedFromStep: null,
    checkpointStep: null,
    sweep: null,
    baseModel: null,
    modelVersion: null,
    epochs: [],
    ...changed,
  };
}

function compared(number: number): ComparedVersionFragment {
  return {
    id: `version-${number}`,
    number,
    architecture: 'scratch-mini',
    parameterCount: 5_301_256,
    sizeBytes: 63_400_000,
    createdAt: '2026-11-20T03:00:00Z',
    testMetrics: { ...metrics, macroF1: 0.8 + number / 100 },
    trainingRun: {
      id: 'run-1',
      name: '첫 mini',
      dataset: { id: 'dataset-1', name: '8개 면', rowCount: 26_040, manifestSha256: 'a'.repeat(64) },
    },
    labelSet: { id: 'set-1', nameKo: '다음 뉴스', nameEn: 'Daum News' },
  };
}

/** The page of version `number` while version `active` serves. */
export function modelVersion(number: number, active: number | undefined): ModelVersionQuery {
  const version = compared(number);
  return {
    modelVersion: {
      ...version,
      bundleSha256: 'b'.repeat(64),
      calibration: null,
      parity: {
        cases: 212,
        batches: 40,
        maxSingleDifference: 2e-6,
        maxBatchDifference: 3e-6,
        maxBatchToSingleDifference: 1e-6,
        tolerance: 1e-4,
      },
      labelSet: { ...version.labelSet, classes },
      deployments: { nodes: [] },
    },
    activeDeployment:
      active === undefined
        ? null
        : {
            id: `deployment-${active}`,
            revision: active,
            kind: 'DEPLOY',
            createdAt: '2026-11-20T03:00:00Z',
            fromVersion: { id: 'version-1' },
            toVersion: compared(active),
          },
  };
}
