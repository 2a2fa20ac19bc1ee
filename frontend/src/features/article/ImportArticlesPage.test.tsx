import { screen } from '@testing-library/react';
import { graphql, http, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { renderAt } from '@/testing/render';
import { server } from '@/testing/server';
import type {
  ArticleImportQuery,
  ImportArticlesFormQuery,
  ImportArticlesMutation,
  ImportArticlesMutationVariables,
} from './article.generated';

const text = 'external_id,title,label\n1,기준금리 동결,economic\n';
const file = new File([text], 'headlines.csv', { type: 'text/csv' });

const imported: ArticleImportQuery = {
  lastEventId: '1',
  articleImport: {
    id: 'import-1',
    fileName: 'headlines.csv',
    format: 'CSV',
    sizeBytes: 48,
    status: 'SUCCEEDED',
    rowsRead: 2,
    inserted: 1,
    unchanged: 0,
    updated: 0,
    refused: 1,
    error: null,
    createdAt: '2026-11-20T03:00:00Z',
    startedAt: '2026-11-20T03:00:00Z',
    finishedAt: '2026-11-20T03:00:01Z',
    source: { id: 'source-1', key: 'daily-news', name: 'daily-news' },
    labelSet: null,
    refusals: {
      totalCount: 1,
      nodes: [{ rowNumber: 2, field: 'label', reason: 'unknown_label', message: 'no class has the key "날씨"' }],
    },
  },
};

function offering() {
  const started = vi.fn<(input: ImportArticlesMutationVariables['input']) => void>();
  const form: ImportArticlesFormQuery = {
    labelSets: [{ id: 'set-1', key: 'daum', nameKo: '다음 뉴스', nameEn: 'Daum News' }],
    sources: { nodes: [] },
  };
  server.use(
    graphql.query<ImportArticlesFormQuery>('ImportArticlesForm', () => HttpResponse.json({ data: form })),
    graphql.query<ArticleImportQuery>('ArticleImport', () => HttpResponse.json({ data: imported })),
    graphql.mutation<ImportArticlesMutation, ImportArticlesMutationVariables>('ImportArticles', ({ variables }) => {
      started(variables.input);
      return HttpResponse.json({ data: { importArticles: { id: 'import-1' } } });
    }),
  );
  return started;
}

test('a file is sent as it is, then imported under the key it was given', async () => {
  const started = offering();
  const received = vi.fn<(type: string | null, body: string) => void>();
  server.use(
    http.post('/uploads', async ({ request }) => {
      received(request.headers.get('content-type'), await request.text());
      return HttpResponse.json({ uploadKey: 'upload-1', sizeBytes: file.size }, { status: 201 });
    }),
  );
  const { user } = renderAt('/admin/articles/import');
  await user.upload(await screen.findByLabelText('파일'), file);
  await user.type(screen.getByLabelText('새 출처의 이름표'), 'daily-news');
  await user.click(screen.getByRole('button', { name: '가져오기' }));
  expect(await screen.findByRole('heading', { name: 'headlines.csv' })).toBeVisible();
  expect(received).toHaveBeenCalledExactlyOnceWith('application/octet-stream', text);
  expect(started).toHaveBeenCalledExactlyOnceWith({
    uploadKey: 'upload-1',
    fileName: 'headlines.csv',
    sourceKey: 'daily-news',
    labelSetKey: 'daum',
  });
  expect(screen.getByText('no class has the key "날씨"')).toBeVisible();
});

test('a file that is too large says so, and nothing is imported', async () => {
  const started = offering();
  server.use(
    http.post('/uploads', () =>
      HttpResponse.json(
        {
          errors: [
            { message: 'the file is larger than 9 bytes', extensions: { code: 'TOO_LARGE', requestId: 'request-9' } },
          ],
        },
        { status: 413 },
      ),
    ),
  );
  const { user } = renderAt('/admin/articles/import');
  await user.upload(await screen.findByLabelText('파일'), file);
  await user.type(screen.getByLabelText('새 출처의 이름표'), 'daily-news');
  await user.click(screen.getByRole('button', { name: '가져오기' }));
  const notice = await screen.findByText('한 번에 받을 수 있는 크기를 넘었습니다.');
  expect(notice).toBeVisible();
  expect(screen.getByText('요청 번호 request-9')).toBeVisible();
  expect(started).not.toHaveBeenCalled();
});

test('without a file nothing is sent', async () => {
  const started = offering();
  const { user } = renderAt('/admin/articles/import');
  await user.click(await screen.findByRole('button', { name: '가져오기' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('꼭 필요한 값입니다.');
  expect(started).not.toHaveBeenCalled();
});
