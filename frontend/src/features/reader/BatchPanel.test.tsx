import { screen } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { classes } from '@/testing/fixtures';
import { renderAt } from '@/testing/render';
import { refusal, server } from '@/testing/server';
import * as files from '@/ui/saveFile';
import type { PredictBatchMutation, PredictBatchMutationVariables } from './reader.generated';

/** Answers every text with the class at its place, less sure from one to the next. */
function answering() {
  const asked = vi.fn<(texts: string[]) => void>();
  server.use(
    graphql.mutation<PredictBatchMutation, PredictBatchMutationVariables>('PredictBatch', ({ variables }) => {
      const { texts } = variables.input;
      asked(texts);
      return HttpResponse.json({
        data: {
          predictBatch: texts.map((text, index) => {
            const label = classes[index % classes.length];
            if (!label) throw new Error(text);
            return {
              id: `prediction-${text}`,
              probability: 0.9 - index / 10,
              label,
              probabilities: classes.map(({ key }) => ({ probability: 0.3, label: { key } })),
              modelVersion: { id: 'version-3', number: 3, calibration: { notSureBelow: { threshold: 0.75 } } },
            };
          }),
        },
      });
    }),
  );
  return asked;
}

const file = (content: string, name = '제목.csv') => new File([content], name, { type: 'text/csv' });

test('a file is answered row by row, filtered by topic, and comes back with its own columns first', async () => {
  const asked = answering();
  const save = vi.spyOn(files, 'saveFile').mockReturnValue();
  const { user } = renderAt('/?by=file');
  await user.upload(await screen.findByLabelText(/파일을 고르거나/), file('id,title\n7,첫째\n8,둘째\n9,셋째\n'));
  expect(await screen.findByText('3개 중 3개에 답했습니다')).toBeVisible();
  expect(asked).toHaveBeenCalledExactlyOnceWith(['첫째', '둘째', '셋째']);
  await user.click(screen.getByRole('button', { name: '스포츠' }));
  expect(screen.getByText('3줄 중 1줄')).toBeVisible();
  // The model's own threshold decides what is unsure: 0.7 is, 0.8 isn't.
  expect(screen.getByTitle('확신이 낮습니다')).toHaveTextContent('70.0%');
  await user.click(screen.getByRole('button', { name: 'CSV로 받기' }));
  const [name, , csv] = save.mock.calls[0] ?? [];
  expect(name).toBe('제목-topics.csv');
  expect(csv?.split('\r\n').slice(0, 2)).toEqual([
    '\uFEFFid,title,topic,topic_ko,probability,sure,model_version,p_economic,p_society,p_sports',
    '7,첫째,society,사회,0.9,yes,3,0.3,0.3,0.3',
  ]);
});

test('what was answered before a failure stays, and the rest can be asked for again', async () => {
  answering();
  server.use(graphql.mutation('PredictBatch', () => refusal('INTERNAL'), { once: true }));
  const { user } = renderAt('/?by=file');
  await user.upload(await screen.findByLabelText(/파일을 고르거나/), file('text\n하나\n둘\n'));
  expect(await screen.findByRole('alert')).toHaveTextContent('요청 번호 request-1');
  await user.click(screen.getByRole('button', { name: '이어서 하기' }));
  expect(await screen.findByText('2개 중 2개에 답했습니다')).toBeVisible();
});

test('a queue that is full is asked again, not given up on', async () => {
  const asked = answering();
  server.use(graphql.mutation('PredictBatch', () => refusal('OVERLOADED', { retryAfterMs: 1 }), { once: true }));
  const { user } = renderAt('/?by=file');
  await user.upload(await screen.findByLabelText(/파일을 고르거나/), file('하나\n', '글.txt'));
  expect(await screen.findByText('1개 중 1개에 답했습니다')).toBeVisible();
  expect(asked).toHaveBeenCalledOnce();
});

test('a file without a column of texts says which one is looked for', async () => {
  const { user } = renderAt('/?by=file');
  await user.upload(await screen.findByLabelText(/파일을 고르거나/), file('a,b\n1,2\n'));
  expect(await screen.findByRole('alert')).toHaveTextContent('text 또는 title, body');
});
