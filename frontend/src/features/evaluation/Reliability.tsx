import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import styles from './Reliability.module.css';

interface Bin {
  from: number;
  to: number;
  count: number;
  meanProbability: number | null;
  accuracy: number | null;
}

const SIZE = 320;
const COUNTS = 56;
const GAP = 14;
const LEFT = 40;
const BOTTOM = 34;

/**
 * How sure answers are against how often they are right. On the diagonal the two are equal; below it the model is too
 * sure of itself. The bars underneath tell how many answers a point stands for.
 */
export function Reliability({ bins }: { bins: readonly Bin[] }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const filled = bins.flatMap(({ meanProbability, accuracy, ...bin }) =>
    meanProbability === null || accuracy === null ? [] : [{ ...bin, meanProbability, accuracy }],
  );
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const x = (share: number) => LEFT + share * SIZE;
  const y = (share: number) => (1 - share) * SIZE + GAP;
  const base = SIZE + 2 * GAP + COUNTS;
  return (
    <figure className={styles.figure}>
      <svg
        viewBox={`0 0 ${LEFT + SIZE + GAP} ${base + BOTTOM}`}
        role="img"
        aria-label={t('evaluation.reliabilityDescribed')}
        className={styles.diagram}
      >
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <g key={share} className={styles.axis}>
            <line x1={x(0)} x2={x(1)} y1={y(share)} y2={y(share)} />
            <text x={LEFT - 6} y={y(share) + 4} textAnchor="end">
              {format.percent(share, 0)}
            </text>
            <text x={x(share)} y={base + 16} textAnchor="middle">
              {format.percent(share, 0)}
            </text>
          </g>
        ))}
        <line className={styles.diagonal} x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
        <polyline
          className={styles.line}
          points={filled.map((bin) => `${x(bin.meanProbability)},${y(bin.accuracy)}`).join(' ')}
        />
        {filled.map((bin) => (
          <circle key={bin.from} className={styles.point} cx={x(bin.meanProbability)} cy={y(bin.accuracy)} r={4}>
            <title>
              {t('evaluation.bin', {
                sure: format.percent(bin.meanProbability),
                right: format.percent(bin.accuracy),
                number: format.integer(bin.count),
              })}
            </title>
          </circle>
        ))}
        {bins.map((bin) => (
          <rect
            key={bin.from}
            className={styles.count}
            x={x(bin.from) + 1}
            width={Math.max(0, x(bin.to) - x(bin.from) - 2)}
            y={base - (bin.count / most) * COUNTS}
            height={(bin.count / most) * COUNTS}
          />
        ))}
      </svg>
      <figcaption>{t('evaluation.reliabilityWhy')}</figcaption>
      <details className={styles.table}>
        <summary>{t('chart.table')}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('evaluation.sure')}</th>
              <th scope="col">{t('evaluation.right')}</th>
              <th scope="col">{t('column.rows')}</th>
            </tr>
          </thead>
          <tbody>
            {filled.map((bin) => (
              <tr key={bin.from}>
                <td>{format.percent(bin.meanProbability)}</td>
                <td>{format.percent(bin.accuracy)}</td>
                <td>{format.integer(bin.count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
