/** What each word of a text did to an answer, as the server measured it. */
export interface Attributions {
  wordsInText: number;
  bound: 'MODEL_LENGTH' | 'WORD_LIMIT' | null;
  words: readonly { text: string; start: number; weight: number }[];
}

/** How a word is marked: it speaks much or somewhat for the topic, or against it. */
export type Mark = 'much' | 'some' | 'against';

/** A piece of a text: a word with its mark, or what stands between marked words. */
export interface Piece {
  text: string;
  mark?: Mark;
}

/** A text with its marks. */
export interface Marked {
  pieces: Piece[];
  /** The words that speak for the topic, heaviest first. */
  heaviest: string[];
  /** Whether the text goes on behind the last piece. */
  goesOn: boolean;
}

/** Log-odds below which a word is not worth a mark: it moves one answer in two by less than four points. */
const LEAST = 0.15;
/** Share of the heaviest word's weight from which on a word has each mark. */
const MUCH = 0.5;
const SOME = 0.2;
/** Words that are named in the sentence below the text. */
const NAMED = 5;

/** Marks the words that mattered in the text as it was asked; offsets are in characters, not in JavaScript's units. */
export function marked(text: string, { words, wordsInText }: Pick<Attributions, 'words' | 'wordsInText'>): Marked {
  const characters = Array.from(text);
  const heaviest = Math.max(0, ...words.map(({ weight }) => Math.abs(weight)));
  const pieces: Piece[] = [];
  const add = (piece: Piece) => {
    const last = pieces.at(-1);
    if (last && last.mark === undefined && piece.mark === undefined) last.text += piece.text;
    else if (piece.text !== '') pieces.push(piece);
  };
  let at = 0;
  for (const word of words) {
    const end = word.start + Array.from(word.text).length;
    add({ text: characters.slice(at, word.start).join('') });
    const mark = markOf(word.weight, heaviest);
    add({ text: characters.slice(word.start, end).join(''), ...(mark && { mark }) });
    at = end;
  }
  const goesOn = words.length < wordsInText;
  if (!goesOn) add({ text: characters.slice(at).join('') });
  const speaking = words.filter(({ weight }) => {
    const mark = markOf(weight, heaviest);
    return mark === 'much' || mark === 'some';
  });
  const named = [...speaking].sort((a, b) => b.weight - a.weight).map((word) => word.text);
  return { pieces, heaviest: [...new Set(named)].slice(0, NAMED), goesOn };
}

function markOf(weight: number, heaviest: number): Mark | undefined {
  if (Math.abs(weight) < Math.max(LEAST, SOME * heaviest)) return undefined;
  if (weight < 0) return 'against';
  return weight >= MUCH * heaviest ? 'much' : 'some';
}
