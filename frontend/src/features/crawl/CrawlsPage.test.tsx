import { screen, waitFor, within } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { crawl, crawlSection } from '@/testing/collecting';
import { renderAt } from '@/testing/render';
import { server, subscriptions, type Subscribed } from '@/testing/server';
import type {
  CrawlEventsSubscription,
  CrawlPagesQuery,
  CrawlPagesQueryVariables,
  CrawlQuery,
  CrawlSourcesQuery,
  CrawlsQuery,
  CrawlsQueryVariables,
} from './crawl.generated';

const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };

function listing(crawls = [crawl()]) {
  const asked = vi.fn<(variables: CrawlsQueryVariables) => void>();
  const sources = ['daum', 'sample'].map((key) => ({ id: `source-${key}`, key, name: `출처 ${key}` }));
  server.use(
    graphql.query<CrawlSourcesQuery>('CrawlSources', () =>
      HttpResponse.json({ data: { sources: { nodes: sources } } }),
    ),
    graphql.query<CrawlsQuery, CrawlsQueryVariables>('Crawls', ({ variables }) => {
      asked(variables);
      return HttpResponse.json({ data: { crawls: { totalCount: crawls.length, nodes: crawls, pageInfo } } });
    }),
  );
  return asked;
}

test('filters live in the address, and a source there is known by its key', async () => {
  const asked = listing();
  const { user, router } = renderAt('/admin/crawls?source=sample');
  await screen.findByRole('link', { name: /다음 뉴스/ });
  expect(asked).toHaveBeenLastCalledWith({ first: 50, filter: { sourceId: 'source-sample' } });
  await user.click(within(screen.getByRole('group', { name: '상태' })).getByRole('button', { name: '일부만 완료' }));
  await waitFor(() =>
    expect(asked).toHaveBeenLastCalledWith({ first: 50, filter: { sourceId: 'source-sample', status: 'DEGRADED' } }),
  );
  expect(router.state.location.search).toBe('?source=sample&status=DEGRADED');
});

test('a running crawl’s row moves as it happens', async () => {
  listing();
  const watches: Subscribed[] = [];
  server.use(
    subscriptions((subscribed) => {
      if (subscribed.query.includes('subscription CrawlEvents')) watches.push(subscribed);
    }),
  );
  renderAt('/admin/crawls');
  const row = within(await screen.findByRole('row', { name: /다음 뉴스/ }));
  expect(row.getByText('40%')).toBeVisible();
  await waitFor(() => expect(watches).toHaveLength(1));
  const event: CrawlEventsSubscription = {
    crawlEvents: {
      eventId: '10',
      at: '2026-11-20T03:00:10Z',
      crawlId: 'crawl-1',
      change: {
        __typename: 'CrawlProgressed',
        requests: 14,
        pages: 13,
        queued: 7,
        articlesNew: 17,
        articlesKnown: 2,
        articlesUpdated: 0,
        articlesFailed: 0,
        sections: [crawlSection('society', { articlesNew: 9 }), crawlSection('sports', { articlesNew: 8 })],
      },
    },
  };
  watches[0]?.send(event);
  expect(await row.findByText('95%')).toBeVisible();
  expect(row.getByText('17')).toBeVisible();
});

test('the pages of a crawl are told apart by what came of them', async () => {
  const asked = vi.fn<(variables: CrawlPagesQueryVariables) => void>();
  server.use(
    graphql.query<CrawlQuery>('Crawl', () => HttpResponse.json({ data: { lastEventId: '9', crawl: crawl() } })),
    graphql.query<CrawlPagesQuery, CrawlPagesQueryVariables>('CrawlPages', ({ variables }) => {
      asked(variables);
      const failed: NonNullable<CrawlPagesQuery['crawl']>['pages']['nodes'][number] = {
        id: 'page-1',
        kind: 'ARTICLE',
        status: 'FAILED',
        pageKey: '1',
        pageNumber: null,
        url: 'https://v.daum.net/v/20261120030000123?x=1',
        attempts: 3,
        httpStatus: 503,
        charset: null,
        fetchedAt: null,
        durationMs: null,
        sizeBytes: null,
        missing: ['body'],
        bodyCharacters: null,
        errorCode: 'HTTP_STATUS',
        error: 'the site answered 503',
        article: null,
      };
      return HttpResponse.json({
        data: { crawl: { id: 'crawl-1', pages: { totalCount: 1, nodes: [failed], pageInfo } } },
      });
    }),
  );
  const { user } = renderAt('/admin/crawls/crawl-1/pages?status=FAILED');
  const row = within(await screen.findByRole('row', { name: /20261120030000123/ }));
  expect(row.getByText('HTTP_STATUS')).toBeVisible();
  expect(row.getByText('503')).toBeVisible();
  expect(asked).toHaveBeenLastCalledWith({ id: 'crawl-1', first: 50, filter: { status: 'FAILED' } });
  await user.click(within(screen.getByRole('group', { name: '종류' })).getByRole('button', { name: '목록' }));
  await waitFor(() =>
    expect(asked).toHaveBeenLastCalledWith({
      id: 'crawl-1',
      first: 50,
      filter: { status: 'FAILED', kind: 'LIST' },
    }),
  );
});
