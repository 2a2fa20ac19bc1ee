import { screen } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { renderAt } from '@/testing/render';
import { server } from '@/testing/server';
import type {
  CrawlQuery,
  StartCrawlFormQuery,
  StartCrawlMutation,
  StartCrawlMutationVariables,
} from './crawl.generated';

type Source = StartCrawlFormQuery['sources']['nodes'][number];

const source = (key: string, changed: Partial<Source> = {}): Source => ({
  id: `source-${key}`,
  key,
  name: `출처 ${key}`,
  definition: {
    id: `definition-${key}`,
    version: 1,
    needsPermission: false,
    lists: ['paged', 'headline'],
    sections: [
      { key: 'society', label: 'society' },
      { key: 'economy', label: 'economic' },
      { key: 'sports', label: 'sports' },
    ],
  },
  permissions: [],
  crawls: { nodes: [] },
  ...changed,
});
const forbidden = () =>
  source('daum', {
    definition: { ...(source('daum').definition as NonNullable<Source['definition']>), needsPermission: true },
  });

function offering(sources: Source[]) {
  const started = vi.fn<(input: StartCrawlMutationVariables['input']) => void>();
  server.use(
    graphql.query<StartCrawlFormQuery>('StartCrawlForm', () =>
      HttpResponse.json({ data: { sources: { nodes: sources } } }),
    ),
    graphql.query<CrawlQuery>('Crawl', () => HttpResponse.json({ data: { lastEventId: '0', crawl: null } })),
    graphql.mutation<StartCrawlMutation, StartCrawlMutationVariables>('StartCrawl', ({ variables }) => {
      started(variables.input);
      return HttpResponse.json({ data: { startCrawl: { id: 'crawl-1' } } });
    }),
  );
  return started;
}

test('without a choice one page of every section is crawled, of a source that may be', async () => {
  const started = offering([forbidden(), source('sample')]);
  const { user } = renderAt('/admin/crawls/new');
  expect(await screen.findByLabelText('출처')).toHaveValue('sample');
  await user.click(screen.getByRole('button', { name: '수집 시작' }));
  await screen.findByText('이 수집은 없습니다');
  expect(started).toHaveBeenCalledExactlyOnceWith({ sourceKey: 'sample', pagesPerSection: 1, sections: [] });
});

test('some sections and more pages are sent as chosen; what is wrong is said first', async () => {
  const started = offering([source('sample')]);
  const { user } = renderAt('/admin/crawls/new');
  await user.click(await screen.findByLabelText('sports'));
  await user.clear(screen.getByLabelText('면마다 목록 쪽수'));
  await user.click(screen.getByRole('button', { name: '수집 시작' }));
  expect(await screen.findByText('1에서 10,000 사이로 적으세요.')).toBeVisible();
  expect(started).not.toHaveBeenCalled();
  await user.type(screen.getByLabelText('면마다 목록 쪽수'), '5');
  await user.click(screen.getByRole('button', { name: '수집 시작' }));
  await screen.findByText('이 수집은 없습니다');
  expect(started).toHaveBeenCalledExactlyOnceWith({
    sourceKey: 'sample',
    pagesPerSection: 5,
    sections: ['society', 'economy'],
  });
});

test('a site whose permission isn’t recorded can’t be crawled, and the way to record it is shown', async () => {
  offering([forbidden()]);
  renderAt('/admin/crawls/new');
  expect(await screen.findByRole('alert')).toHaveTextContent('허락을 적어야');
  expect(screen.getByRole('button', { name: '수집 시작' })).toBeDisabled();
});

test('a source that is being crawled leads to that crawl', async () => {
  offering([source('sample', { crawls: { nodes: [{ id: 'crawl-7', status: 'RUNNING' }] } })]);
  renderAt('/admin/crawls/new');
  expect(await screen.findByRole('link', { name: '그 수집 보기' })).toHaveAttribute('href', '/admin/crawls/crawl-7');
});
