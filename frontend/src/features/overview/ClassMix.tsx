import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import { classColour } from '@/ui/classColour';
import { useClassName } from '@/ui/ClassLabel';
import { ChartTable, downloadCsv } from '@/ui/ChartTable';
import chart from '@/ui/LineChart.module.css';
import styles from './ClassMix.module.css';
import type { UsageOverTimeQuery } from './overview.generated';
import { stack, type Range } from './timeRange';

const WIDTH = 720;
const HEIGHT = 200;
const BARS = 44;
const GAP = 12;

interface Props {
  data: UsageOverTimeQuery | undefined;
  range: Range;
}

/** What readers asked about, as shares of topics over time, above how much they asked. */
export function ClassMix({ data, range }: Props) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const name = useClassName();
  const [asTable, setAsTable] = useState(false);
  const [hovered, setHovered] = useState<number>();
  if (!data) return null;
  const pieces = data.usageHistory;
  const labels = data.all.classes.map(({ label }) => label).sort((a, b) => a.position - b.position);
  const layers = stack(
    pieces,
    labels.map(({ key }) => key),
  );
  const most = Math.max(1, ...pieces.map(({ count }) => count));
  const column = WIDTH / pieces.length;
  const at = (index: number) => (index + 0.5) * column;
  const when = (index: number) => {
    const from = pieces[index]?.from ?? '';
    return range === 'day' ? format.hour(from) : format.dayOfYear(from);
  };
  const series = layers.map(({ key, counts }) => {
    const label = labels.find((one) => one.key === key);
    return { key, label: label ? name(label) : key, values: counts };
  });
  const x = pieces.map((_, index) => index);
  const looked = hovered === undefined ? undefined : pieces[hovered];
  return (
    <figure className={chart.chart}>
      <figcaption className={chart.head}>
        <h3>{t('overview.mix')}</h3>
        <div className={chart.tools}>
          <button type="button" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {t('chart.table')}
          </button>
          <button
            type="button"
            onClick={() =>
              downloadCsv(
                'class mix',
                t('overview.from'),
                x.map((index) => pieces[index]?.from ?? ''),
                series,
              )
            }
          >
            CSV
          </button>
        </div>
      </figcaption>
      <ul className={chart.legend}>
        {labels.map((label) => {
          const usage = looked ?? data.all;
          const count = usage.classes.find((one) => one.label.key === label.key)?.count ?? 0;
          return (
            <li key={label.key} className={styles.key}>
              <span className={styles.mark} style={{ background: classColour(label) }} aria-hidden />
              {name(label)} <b className="figures">{usage.count > 0 ? format.percent(count / usage.count, 0) : '–'}</b>
            </li>
          );
        })}
      </ul>
      {asTable ? (
        <ChartTable
          caption={t('overview.mix')}
          xLabel={t('overview.from')}
          x={x}
          formatX={when}
          series={series}
          format={format.integer}
        />
      ) : labels.length === 0 ? (
        <p className={styles.none}>{t('overview.noPredictions')}</p>
      ) : (
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT + GAP + BARS + 20}`}
          className={styles.plot}
          role="img"
          aria-label={t('chart.described', { title: t('overview.mix') })}
          onPointerLeave={() => setHovered(undefined)}
        >
          {layers.map(({ key, edges }) => {
            const label = labels.find((one) => one.key === key);
            return edges.map((edge, index) =>
              edge && edge[1] > edge[0] ? (
                <rect
                  key={`${key} ${index}`}
                  className={styles.area}
                  x={index * column + 1}
                  width={column - 2}
                  y={HEIGHT * (1 - edge[1])}
                  height={HEIGHT * (edge[1] - edge[0])}
                  style={{ fill: label ? classColour(label) : undefined }}
                />
              ) : null,
            );
          })}
          {pieces.map(({ count, from }, index) => (
            <g
              key={from}
              onPointerEnter={() => setHovered(index)}
              data-hovered={hovered === index}
              className={styles.step}
            >
              <rect className={styles.over} x={index * column} y={0} width={column} height={HEIGHT + GAP + BARS} />
              <rect
                className={styles.bar}
                x={index * column + 1}
                width={column - 2}
                y={HEIGHT + GAP + BARS * (1 - count / most)}
                height={BARS * (count / most)}
              />
              <text x={at(index)} y={HEIGHT + GAP + BARS + 15} textAnchor="middle">
                {index % 2 === 1 ? when(index) : ''}
              </text>
              <title>{`${when(index)} · ${t('overview.asked', { number: format.integer(count) })}`}</title>
            </g>
          ))}
        </svg>
      )}
    </figure>
  );
}
