import { Fragment } from 'react';
import { excerpts, type Piece } from './excerpts';
import styles from './TextDiff.module.css';

/** What becomes of a text: what goes is struck out, what comes is underlined; of long unchanged parts only the ends. */
export function TextDiff({ pieces, whole = false }: { pieces: readonly Piece[]; whole?: boolean }) {
  const shown = whole ? pieces : excerpts(pieces);
  return (
    <span className={styles.diff}>
      {shown.map(({ change, text }, index) =>
        change === 'REMOVED' ? (
          <del key={index}>{text}</del>
        ) : change === 'ADDED' ? (
          <ins key={index}>{text}</ins>
        ) : (
          <Fragment key={index}>{text}</Fragment>
        ),
      )}
    </span>
  );
}
