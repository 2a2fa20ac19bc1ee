/** A piece of a text that stays, goes or comes. */
export interface Piece {
  change: 'SAME' | 'REMOVED' | 'ADDED';
  text: string;
}

/** So much of an unchanged text stands before and after what changed. */
const AROUND = 60;
/** A text of which nothing changes is shown to here. */
const ALONE = 240;

/** Leaves out the middle of long unchanged pieces, so that what changes is in sight. */
export function excerpts(pieces: readonly Piece[]): Piece[] {
  return pieces.map((piece, index) => {
    if (piece.change !== 'SAME') return piece;
    const isFirst = index === 0;
    const isLast = index === pieces.length - 1;
    // By characters as people count them, lest an emoji is cut in half.
    const characters = Array.from(piece.text);
    const [head, tail] = [isFirst ? 0 : AROUND, isLast ? 0 : AROUND];
    if (isFirst && isLast)
      return characters.length <= ALONE
        ? piece
        : { ...piece, text: `${characters.slice(0, ALONE).join('').trimEnd()}…` };
    if (characters.length <= head + tail + 1) return piece;
    const end = tail === 0 ? [] : characters.slice(-tail);
    return { ...piece, text: `${characters.slice(0, head).join('').trimEnd()}…${end.join('').trimStart()}` };
  });
}
