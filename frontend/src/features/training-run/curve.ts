import type {
  TrainingEpochFragment,
  TrainingRunEventsSubscription,
  TrainingRunQuery,
  TrainingStepFragment,
} from './trainingRun.generated';

export type TrainingRun = NonNullable<TrainingRunQuery['trainingRun']>;
export type RunChange = TrainingRunEventsSubscription['trainingRunEvents']['change'];

/**
 * Adds a step to a curve, in place. A step that isn't after the last one comes from a new attempt: what the earlier
 * attempt drew from there on is gone.
 */
export function addStep(steps: TrainingStepFragment[], step: TrainingStepFragment) {
  const last = steps.at(-1);
  if (last && step.step <= last.step) {
    const from = steps.findIndex((one) => one.step >= step.step);
    steps.length = from;
  }
  steps.push(step);
}

/** Brings a run up to date with what happened to it, in place. Says whether the rest of it must be asked for anew. */
export function applyChange(run: TrainingRun, change: RunChange): boolean {
  switch (change.__typename) {
    case 'TrainingRunMoved': {
      const { status, phase, errorCode, error } = change;
      Object.assign(run, { status, phase, errorCode, error });
      return status !== 'QUEUED';
    }
    case 'TrainingRunResumed':
      // What lies behind the checkpoint is made and measured anew.
      run.step = change.fromStep;
      run.epochs = run.epochs.filter((one) => one.epoch <= change.fromEpoch);
      return false;
    case 'TrainingStep':
      run.step = change.step;
      run.secondsLeft = change.secondsLeft;
      return false;
    case 'TrainingEpoch': {
      const { __typename: _, ...epoch } = change;
      run.epochs = [...run.epochs.filter((one) => one.epoch < epoch.epoch), epoch];
      if (epoch.best) run.bestEpoch = epoch.epoch;
      return false;
    }
    // Its figures come with the run itself.
    case 'BaselineRegistered':
      return true;
    case 'ModelVersionRegistered':
      run.modelVersion = change.modelVersion;
      return true;
  }
}

/** Lines over the optimiser's steps. */
export interface LossCurve {
  x: number[];
  train: (number | null)[];
  validation: (number | null)[];
}

/**
 * Training loss at each step and validation loss at the end of each epoch, over one x axis. A run that was planned for
 * `totalSteps` in `epochs` ends its epochs at even distances.
 */
export function lossCurve(
  steps: readonly TrainingStepFragment[],
  epochs: readonly TrainingEpochFragment[],
  plan: { totalSteps: number | null; epochs: number },
): LossCurve {
  const stepsInEpoch = plan.totalSteps ? plan.totalSteps / plan.epochs : undefined;
  const validationAt = new Map<number, number>();
  for (const epoch of epochs) {
    const lastStep = steps.findLast((step) => step.epoch === epoch.epoch)?.step;
    const end = stepsInEpoch ? Math.round(epoch.epoch * stepsInEpoch) : lastStep;
    if (end !== undefined) validationAt.set(end, epoch.validationLoss);
  }
  const lossAt = new Map(steps.map((step) => [step.step, step.loss]));
  const x = [...new Set([...lossAt.keys(), ...validationAt.keys()])].sort((a, b) => a - b);
  return {
    x,
    train: x.map((step) => lossAt.get(step) ?? null),
    validation: x.map((step) => validationAt.get(step) ?? null),
  };
}

/** The epoch that is kept: the one the server named, or the best measured so far. */
export function bestEpoch(run: Pick<TrainingRun, 'bestEpoch' | 'epochs'>): TrainingEpochFragment | undefined {
  return (
    run.epochs.find((epoch) => epoch.epoch === run.bestEpoch) ??
    run.epochs.reduce<TrainingEpochFragment | undefined>(
      (best, one) => (best && best.macroF1 >= one.macroF1 ? best : one),
      undefined,
    )
  );
}

export const isActive = ({ status }: Pick<TrainingRun, 'status'>) => status === 'QUEUED' || status === 'RUNNING';

/** The loss of one run among others. */
export interface ComparedLosses {
  trainingRunId: string;
  steps: readonly number[];
  losses: readonly number[];
}

/** Places on the x axis that many runs share; each has a lowest and a highest point. */
const SLOTS = 400;

/**
 * Curves over one x axis: the points of each run that fall into the same slot are drawn as the lowest and the highest of
 * them, in the order in which they came. So hundreds of runs don't each bring steps of their own to the axis.
 */
export function overOneAxis(curves: readonly ComparedLosses[]): {
  x: number[];
  values: Map<string, (number | null)[]>;
} {
  const all = curves.flatMap(({ steps }) => steps);
  const first = all.reduce((least, step) => Math.min(least, step), Infinity);
  const last = all.reduce((most, step) => Math.max(most, step), -Infinity);
  const width = Math.max(1, (last - first + 1) / SLOTS);
  const slotOf = (step: number) => Math.floor((step - first) / width);
  const slots = [...new Set(all.map(slotOf))].sort((a, b) => a - b);
  const pair = width > 1 ? 2 : 1;
  const indexOf = new Map(slots.map((slot, index) => [slot, index * pair]));
  const x = slots.flatMap((slot) =>
    pair === 1 ? [first + slot] : [first + slot * width, first + (slot + 0.5) * width],
  );
  const values = new Map(
    curves.map(({ trainingRunId, steps, losses }) => {
      const line: (number | null)[] = x.map(() => null);
      const known = new Map<number, { lowest: number; highest: number; risesFirst: boolean }>();
      steps.forEach((step, index) => {
        const loss = losses[index] ?? 0;
        const slot = slotOf(step);
        const found = known.get(slot);
        if (!found) known.set(slot, { lowest: loss, highest: loss, risesFirst: false });
        else if (loss < found.lowest) known.set(slot, { ...found, lowest: loss, risesFirst: true });
        else if (loss > found.highest) known.set(slot, { ...found, highest: loss, risesFirst: false });
      });
      for (const [slot, { lowest, highest, risesFirst }] of known) {
        const at = indexOf.get(slot) ?? 0;
        line[at] = risesFirst ? highest : lowest;
        if (pair === 2 && lowest !== highest) line[at + 1] = risesFirst ? lowest : highest;
      }
      return [trainingRunId, line] as const;
    }),
  );
  return { x: x.map((step) => Math.round(step)), values };
}
