import { useFormat } from '@/i18n/format';
import { classColour, type ClassName } from './classColour';
import { useClassName } from './ClassLabel';
import styles from './ProbabilityBars.module.css';

/** The probability of every class, most probable first, each in its colour. */
export function ProbabilityBars({
  scores,
  caption,
}: {
  scores: { label: ClassName; probability: number }[];
  caption: string;
}) {
  const format = useFormat();
  const name = useClassName();
  const sorted = [...scores].sort((a, b) => b.probability - a.probability);
  return (
    <ul className={styles.bars} aria-label={caption}>
      {sorted.map(({ label, probability }, index) => (
        <li key={label.key} className={index === 0 ? styles.first : undefined}>
          <span>{name(label)}</span>
          <span className={styles.track} aria-hidden>
            <span
              className={styles.bar}
              style={{ inlineSize: `${Math.max(probability * 100, 0.5)}%`, background: classColour(label) }}
            />
          </span>
          <span className={`${styles.figure ?? ''} figures`}>{format.percent(probability)}</span>
        </li>
      ))}
    </ul>
  );
}
