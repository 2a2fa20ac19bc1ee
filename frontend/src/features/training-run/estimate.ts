import type { StartTrainingRunFormQuery } from './trainingRun.generated';

type Finished = StartTrainingRunFormQuery['finished']['nodes'][number];

interface Plan {
  baseModel: string;
  rows: number | undefined;
  epochs: number;
}

/**
 * How long a run may take, by the newest finished run from the same base: its seconds a row and epoch, and what it took
 * beside its epochs. Nothing where no such run is known: a guess would be made up.
 */
export function estimatedSeconds(finished: readonly Finished[], { baseModel, rows, epochs }: Plan): number | undefined {
  if (!rows || !(epochs > 0)) return undefined;
  for (const run of finished) {
    const { rowCount } = run.dataset;
    if (run.parameters.baseModel !== baseModel || !rowCount || !run.startedAt || !run.finishedAt || !run.epochs.length)
      continue;
    const training = run.epochs.reduce((sum, { seconds }) => sum + seconds, 0);
    const whole = (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000;
    return (training / run.epochs.length / rowCount) * rows * epochs + Math.max(0, whole - training);
  }
  return undefined;
}
