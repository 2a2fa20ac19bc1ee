import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import { FailureNotice } from '@/ui/FailureNotice';
import type { Range } from '@/ui/LineChart';
import { ManyLines } from '@/ui/ManyLines';
import type { Compared } from './comparison';
import { overOneAxis } from './curve';
import { useComparedLossQuery } from './trainingRunApi';

/** Points of a run's curve; the server keeps every minimum and maximum among them. */
const POINTS = 200;

interface Props {
  runs: readonly Compared[];
  colours: readonly string[];
  looked: string | undefined;
  look: (id: string | undefined) => void;
}

/** Training loss at every step, of all runs; what is zoomed into is asked for anew, as finely as the whole. */
export function ComparedLoss({ runs, colours, looked, look }: Props) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const [range, setRange] = useState<Range>();
  const { data, error, refetch } = useComparedLossQuery({
    ids: runs.map(({ id }) => id),
    fromStep: range?.from,
    toStep: range?.to,
    maximumPoints: POINTS,
  });
  const curves = data?.compareTrainingRuns.lossCurves;
  const { x, lines } = useMemo(() => {
    const { x: steps, values } = overOneAxis(curves ?? []);
    return {
      x: steps,
      lines: runs.map(({ id, name }, index) => ({
        key: id,
        label: name,
        values: values.get(id) ?? [],
        colour: colours[index] ?? 'var(--accent)',
      })),
    };
  }, [curves, runs, colours]);
  if (error && !data) return <FailureNotice failure={error} retry={() => void refetch()} />;
  return (
    <ManyLines
      title={t('chart.loss')}
      fileName="runs loss"
      x={x}
      xLabel={t('axis.step')}
      yLabel={t('axis.loss')}
      lines={lines}
      format={(value) => format.decimal(value)}
      looked={looked}
      look={look}
      range={range}
      zoom={setRange}
    />
  );
}
