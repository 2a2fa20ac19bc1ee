import { useTranslation } from 'react-i18next';
import styles from './Comparison.module.css';

interface Props {
  value: number;
  higherIsBetter: boolean;
  write: (value: number) => string;
}

/** How much two figures differ, and whether that is for the better: by sign, colour and word. */
export function Difference({ value, higherIsBetter, write }: Props) {
  const { t } = useTranslation('console');
  const isNone = Math.abs(value) < 0.0005;
  const isBetter = value > 0 === higherIsBetter;
  const verdict = isNone ? t('deploy.same') : isBetter ? t('deploy.better') : t('deploy.worseShort');
  return (
    <span className={isNone ? styles.same : isBetter ? styles.better : styles.worse} title={verdict}>
      {isNone ? '±' : value > 0 ? '+' : '−'}
      {write(Math.abs(value))}
      <span className="visually-hidden"> {verdict}</span>
    </span>
  );
}
