import { expect, test } from 'vitest';
import { marked } from './marks';

const word = (text: string, start: number, weight: number) => ({ text, start, weight });

test('words are marked by their share of the heaviest, and what lies between them stays as it was', () => {
  const text = '금통위,  기준금리 동결… 시장은 관망';
  const { pieces, heaviest, goesOn } = marked(text, {
    wordsInText: 5,
    words: [
      word('금통위,', 0, 1.2),
      word('기준금리', 6, 4),
      word('동결…', 11, 2.2),
      word('시장은', 15, -1),
      word('관망', 19, 0.1),
    ],
  });
  expect(pieces.map((piece) => piece.text).join('')).toBe(text);
  expect(pieces.flatMap((piece) => (piece.mark ? [[piece.text, piece.mark]] : []))).toEqual([
    ['금통위,', 'some'],
    ['기준금리', 'much'],
    ['동결…', 'much'],
    ['시장은', 'against'],
  ]);
  expect(heaviest).toEqual(['기준금리', '동결…', '금통위,']);
  expect(goesOn).toBe(false);
});

test('where no word matters by itself none is marked', () => {
  const { pieces, heaviest } = marked('가 나', { wordsInText: 2, words: [word('가', 0, 0.1), word('나', 2, -0.05)] });
  expect(pieces).toEqual([{ text: '가 나' }]);
  expect(heaviest).toEqual([]);
});

test('offsets are characters, and a text that goes on behind them ends there', () => {
  const { pieces, goesOn } = marked('🎉🎉 축제 시작 그리고', {
    wordsInText: 4,
    words: [word('🎉🎉', 0, 0), word('축제', 3, 2)],
  });
  expect(pieces).toEqual([{ text: '🎉🎉 ' }, { text: '축제', mark: 'much' }]);
  expect(goesOn).toBe(true);
});
