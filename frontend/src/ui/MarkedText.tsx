import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { classColour, type ClassName } from './classColour';
import { useClassName } from './ClassLabel';
import { marked, type Attributions, type Mark } from './marks';
import styles from './MarkedText.module.css';

const MARKS: Mark[] = ['much', 'some', 'against'];

interface Props {
  /** The text as it was asked. */
  text: string;
  /** The class that the words speak for or against. */
  label: ClassName;
  attributions: Attributions;
}

/** A text in which the words that mattered are marked, as a newspaper would; with a legend, and what it means in words. */
export function MarkedText({ text, label, attributions }: Props) {
  const { t } = useTranslation();
  const name = useClassName();
  const { pieces, heaviest, goesOn } = marked(text, attributions);
  const used = MARKS.filter((mark) => pieces.some((piece) => piece.mark === mark));
  const named = { label: name(label) };
  return (
    <div className={styles.words} style={{ '--topic': classColour(label) } as CSSProperties}>
      <blockquote className={styles.text} lang="ko">
        {pieces.map((piece, index) =>
          piece.mark ? (
            <mark key={index} className={styles[piece.mark]} title={t(`words.${piece.mark}`, named)}>
              {piece.text}
            </mark>
          ) : (
            <span key={index}>{piece.text}</span>
          ),
        )}
        {goesOn ? <span aria-hidden> …</span> : null}
      </blockquote>
      <p>{heaviest.length > 0 ? t('words.said', { ...named, words: heaviest.join(', ') }) : t('words.none')}</p>
      {used.length > 0 ? (
        <ul className={styles.legend} aria-label={t('words.legend')}>
          {used.map((mark) => (
            <li key={mark}>
              <span className={styles[mark]} aria-hidden>
                {t('words.sample')}
              </span>
              {t(`words.${mark}`, named)}
            </li>
          ))}
        </ul>
      ) : null}
      <p className={styles.how}>
        {t('words.how')}
        {attributions.bound
          ? ` ${t(`words.bound.${attributions.bound}`, { number: attributions.words.length })}`
          : null}
      </p>
    </div>
  );
}
