import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import { useParameterName } from '@/ui/parameterNames';
import { axisOf, shade, type Compared } from './comparison';
import styles from './ParallelCoordinates.module.css';

const HEIGHT = 260;
const TOP = 44;
const BOTTOM = 16;
const AXIS = 150;
const EDGE = 60;

interface Props {
  runs: readonly Compared[];
  fields: readonly string[];
  /** The run that is looked at, here or elsewhere on the page. */
  looked: string | undefined;
  look: (id: string | undefined) => void;
}

/** Each run as a line through what sets it apart, towards how well it did: which settings do good runs share? */
export function ParallelCoordinates({ runs, fields, looked, look }: Props) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const parameterName = useParameterName();
  const write = format.figure;
  const axes = useMemo(
    () => [
      ...fields.map((field) =>
        axisOf(
          field,
          runs.map(({ parameters }) => parameters[field] ?? null),
          write,
        ),
      ),
      axisOf(
        'best',
        runs.map(({ best }) => best ?? null),
        (value) => format.decimal(value),
      ),
    ],
    [runs, fields, write, format],
  );
  const scores = useMemo(() => runs.map(({ best }) => best), [runs]);
  const width = EDGE * 2 + AXIS * (axes.length - 1);
  const x = (index: number) => EDGE + index * AXIS;
  const y = (place: number) => TOP + (1 - place) * HEIGHT;
  const lines = useMemo(
    () =>
      runs.map(({ id, best }, index) => {
        const points = axes.flatMap(({ places }, axis) => {
          const place = places[index];
          return place == null ? [] : [`${x(axis)},${y(place)}`];
        });
        return { id, points: points.join(' '), colour: shade(best, scores) };
      }),
    [runs, axes, scores],
  );
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('compare.parallel')}>
      <svg
        viewBox={`0 0 ${width} ${TOP + HEIGHT + BOTTOM}`}
        style={{ minWidth: Math.min(width, 96 * axes.length) }}
        className={styles.plot}
        role="img"
        aria-label={t('compare.parallelDescribed')}
        data-looking={looked !== undefined}
        onPointerLeave={() => look(undefined)}
      >
        {lines.map(({ id, points, colour }) => (
          <g key={id} data-looked={id === looked} onPointerEnter={() => look(id)}>
            <polyline className={styles.line} points={points} style={{ stroke: colour }} />
            <polyline className={styles.near} points={points} />
          </g>
        ))}
        {axes.map(({ key, ticks }, index) => (
          <g key={key} className={styles.axis}>
            <line x1={x(index)} x2={x(index)} y1={TOP} y2={TOP + HEIGHT} />
            <text x={x(index)} y={16} textAnchor="middle" className={styles.name}>
              {key === 'best' ? t('metric.bestMacroF1') : parameterName(key)}
            </text>
            {ticks.map(({ at, label }) => (
              <text key={label} x={x(index) + 6} y={y(at) + 4}>
                {label}
              </text>
            ))}
          </g>
        ))}
      </svg>
    </div>
  );
}
