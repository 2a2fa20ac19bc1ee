import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { answer, classes } from '@/testing/fixtures';
import { renderAt } from '@/testing/render';
import { refusal, server } from '@/testing/server';
import type {
  AttributionsQuery,
  AttributionsQueryVariables,
  GiveFeedbackMutation,
  GiveFeedbackMutationVariables,
  PredictMutation,
  PredictMutationVariables,
} from './reader.generated';

function predicting(respond: () => PredictMutation['predict']) {
  const asked = vi.fn<(text: string) => void>();
  server.use(
    graphql.mutation<PredictMutation, PredictMutationVariables>('Predict', ({ variables }) => {
      asked(variables.input.text ?? '');
      return HttpResponse.json({ data: { predict: respond() } });
    }),
  );
  return asked;
}

function listening() {
  const heard = vi.fn<(input: GiveFeedbackMutationVariables['input']) => void>();
  server.use(
    graphql.mutation<GiveFeedbackMutation, GiveFeedbackMutationVariables>(
      'GiveFeedback',
      ({ variables: { input } }) => {
        heard(input);
        const label = classes.find(({ key }) => key === input.labelKey) ?? answer().label;
        return HttpResponse.json({
          data: { giveFeedback: { id: 'feedback-1', agrees: label.key === answer().label.key, label } },
        });
      },
    ),
  );
  return heard;
}

test('a headline gets its topic, every probability and the version that answered', async () => {
  const asked = predicting(answer);
  const { user } = renderAt('/');
  await user.type(screen.getByLabelText('기사 제목이나 본문'), '  기준금리 동결  {Enter}');
  const section = await screen.findByRole('region', { name: '답' });
  expect(asked).toHaveBeenCalledExactlyOnceWith('기준금리 동결');
  expect(within(section).getByText('91%')).toBeVisible();
  const bars = within(within(section).getByRole('list', { name: '주제별 확률' })).getAllByRole('listitem');
  expect(bars.map((bar) => bar.textContent)).toEqual(['경제91.0%', '사회6.0%', '스포츠3.0%']);
  expect(section).toHaveTextContent('모델 v3');
  expect(section).not.toHaveTextContent('확신이 낮습니다');
});

test('the words that mattered are marked in the text, named below it, and their bound is told', async () => {
  predicting(answer);
  server.use(
    graphql.query<AttributionsQuery, AttributionsQueryVariables>('Attributions', ({ variables }) => {
      expect(variables.predictionId).toBe('prediction-1');
      const words = [
        { text: '한은', start: 0, weight: 0.1, probabilityWithout: 0.9 },
        { text: '기준금리', start: 3, weight: 3.1, probabilityWithout: 0.3 },
        { text: '동결', start: 8, weight: -0.9, probabilityWithout: 0.95 },
      ];
      return HttpResponse.json({ data: { predictionAttributions: { wordsInText: 80, bound: 'WORD_LIMIT', words } } });
    }),
  );
  const { user } = renderAt('/');
  await user.type(screen.getByLabelText('기사 제목이나 본문'), '한은 기준금리 동결 이유{Enter}');
  const words = await screen.findByRole('region', { name: '답을 가른 낱말' });
  const marks = [...words.querySelectorAll('mark')].map((mark) => [mark.textContent, mark.title]);
  expect(marks).toEqual([
    ['기준금리', '‘경제’(으)로 크게 기운 낱말'],
    ['동결', '‘경제’에서 멀어지게 한 낱말'],
  ]);
  expect(words).toHaveTextContent('다음 낱말이 컸습니다: 기준금리');
  expect(words).toHaveTextContent('처음 낱말 3개만 살폈습니다');
  const legend = within(within(words).getByRole('list', { name: '표시 설명' })).getAllByRole('listitem');
  expect(legend).toHaveLength(2);
});

test('an answer stands without its words where the server can not tell them', async () => {
  predicting(answer);
  server.use(graphql.query('Attributions', () => refusal('RATE_LIMITED')));
  const { user } = renderAt('/');
  await user.click(screen.getByRole('button', { name: /끝내기 안타/ }));
  expect(await screen.findByRole('region', { name: '답' })).toBeVisible();
  await waitFor(() => expect(screen.queryByText(/살펴보고 있습니다/)).not.toBeInTheDocument());
  expect(screen.queryByRole('region', { name: '답을 가른 낱말' })).not.toBeInTheDocument();
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
});

test('an answer more likely wrong than right says that it is unsure', async () => {
  predicting(() => answer({ probability: 0.41 }));
  const { user } = renderAt('/');
  await user.click(screen.getByRole('button', { name: /끝내기 안타/ }));
  expect(await screen.findByText('확신이 낮습니다')).toBeVisible();
});

test('the Enter that ends a Hangul syllable asks nothing', async () => {
  const asked = predicting(answer);
  const { user } = renderAt('/');
  const field = screen.getByLabelText('기사 제목이나 본문');
  await user.type(field, '기준금');
  fireEvent.keyDown(field, { key: 'Enter', isComposing: true });
  fireEvent.keyDown(field, { key: 'Enter', shiftKey: true });
  expect(asked).not.toHaveBeenCalled();
  fireEvent.keyDown(field, { key: 'Enter' });
  await screen.findByRole('region', { name: '답' });
  expect(asked).toHaveBeenCalledOnce();
});

test('a reader who agrees says so with one press', async () => {
  predicting(answer);
  const heard = listening();
  const { user } = renderAt('/');
  await user.click(screen.getByRole('button', { name: /끝내기 안타/ }));
  await user.click(await screen.findByRole('button', { name: '네, 맞아요' }));
  expect(await screen.findByText(/맞았다고 적어 두었습니다/)).toBeVisible();
  expect(heard).toHaveBeenCalledExactlyOnceWith({ predictionId: 'prediction-1', labelKey: 'economic' });
});

test('a reader who disagrees chooses the right topic among the others', async () => {
  predicting(answer);
  const heard = listening();
  const { user } = renderAt('/');
  await user.click(screen.getByRole('button', { name: /끝내기 안타/ }));
  await user.click(await screen.findByRole('button', { name: '아니요' }));
  const choices = screen.getByRole('group', { name: '어느 주제가 맞나요?' });
  expect(
    within(choices)
      .getAllByRole('button')
      .map((choice) => choice.textContent),
  ).toEqual(['사회', '스포츠']);
  await user.click(within(choices).getByRole('button', { name: '스포츠' }));
  expect(await screen.findByText(/스포츠\(으\)로 적어 두었습니다/)).toBeVisible();
  expect(heard).toHaveBeenCalledExactlyOnceWith({ predictionId: 'prediction-1', labelKey: 'sports' });
});

test('a refusal becomes a sentence with the request id, and can be tried again', async () => {
  server.use(graphql.mutation('Predict', () => refusal('NO_ACTIVE_MODEL'), { once: true }));
  const { user } = renderAt('/');
  await user.click(screen.getByRole('button', { name: /끝내기 안타/ }));
  const notice = await screen.findByRole('alert');
  expect(notice).toHaveTextContent('아직 답할 모델이 없습니다.');
  expect(notice).toHaveTextContent('요청 번호 request-1');
  predicting(answer);
  await user.click(within(notice).getByRole('button', { name: '다시 시도' }));
  expect(await screen.findByRole('region', { name: '답' })).toBeVisible();
});
