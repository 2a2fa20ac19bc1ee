import { useEffect, useMemo, useState } from 'react';
import { useDispatch } from 'react-redux';
import type { ThunkDispatch, UnknownAction } from '@reduxjs/toolkit';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import { ManyLines } from '@/ui/ManyLines';
import type { Compared } from './comparison';
import { trainingRunApi } from './trainingRunApi';

/** Points of a run's curve; the server keeps every minimum and maximum among them. */
const POINTS = 200;
/** Curves asked for at the same time. */
const AT_ONCE = 6;

type Curve = readonly { step: number; loss: number }[];

interface Props {
  runs: readonly Compared[];
  colours: readonly string[];
  looked: string | undefined;
  look: (id: string | undefined) => void;
}

/** Training loss at every step, of all runs: drawn as their curves come. */
export function ComparedLoss({ runs, colours, looked, look }: Props) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const curves = useCurves(runs);
  const { x, lines } = useMemo(() => {
    const steps = [...new Set([...curves.values()].flatMap((curve) => curve.map(({ step }) => step)))].sort(
      (a, b) => a - b,
    );
    return {
      x: steps,
      lines: runs.map(({ id, name }, index) => {
        const at = new Map(curves.get(id)?.map(({ step, loss }) => [step, loss]));
        return {
          key: id,
          label: name,
          values: steps.map((step) => at.get(step) ?? null),
          colour: colours[index] ?? 'var(--accent)',
        };
      }),
    };
  }, [curves, runs, colours]);
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
    />
  );
}

/** The curves of runs, a few at a time. */
function useCurves(runs: readonly Compared[]): ReadonlyMap<string, Curve> {
  const dispatch = useDispatch<ThunkDispatch<unknown, unknown, UnknownAction>>();
  const [curves, setCurves] = useState<ReadonlyMap<string, Curve>>(new Map());
  const ids = runs.map(({ id }) => id).join(',');
  useEffect(() => {
    const away = new AbortController();
    const isAway = () => away.signal.aborted;
    const fetchAll = async () => {
      const wanted = ids.split(',');
      for (let from = 0; from < wanted.length && !isAway(); from += AT_ONCE) {
        const answers = await Promise.all(
          wanted.slice(from, from + AT_ONCE).map(async (id) => {
            const asked = dispatch(
              trainingRunApi.endpoints.ComparedLoss.initiate({ id, maximumPoints: POINTS }, { subscribe: false }),
            );
            const { data } = await asked;
            return [id, data?.trainingRun?.curve ?? []] as const;
          }),
        );
        if (!isAway()) setCurves((known) => new Map([...known, ...answers]));
      }
    };
    void fetchAll();
    return () => away.abort();
  }, [dispatch, ids]);
  return curves;
}
