import { screen, waitFor, within } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test, vi } from 'vitest';
import { crawl, crawlSection } from '@/testing/collecting';
import { renderAt } from '@/testing/render';
import { refusal, server, subscriptions, type Subscribed } from '@/testing/server';
import type {
  AcceptCrawlMutation,
  AcceptCrawlMutationVariables,
  CrawlEventsSubscription,
  CrawlQuery,
  PauseCrawlMutation,
  ResumeCrawlMutation,
} from './crawl.generated';

type Crawl = NonNullable<CrawlQuery['crawl']>;

function showing(shown: () => Crawl) {
  server.use(
    graphql.query<CrawlQuery>('Crawl', () => HttpResponse.json({ data: { lastEventId: '9', crawl: shown() } })),
  );
}

test('a running crawl’s counts move section by section, from where the server’s answer ended', async () => {
  showing(crawl);
  const watches: Subscribed[] = [];
  server.use(
    subscriptions((subscribed) => {
      if (subscribed.query.includes('subscription CrawlEvents')) watches.push(subscribed);
    }),
  );
  renderAt('/admin/crawls/crawl-1');
  const table = await screen.findByRole('table', { name: '면' });
  expect(within(within(table).getByRole('row', { name: /sports/ })).getByText('40%')).toBeVisible();
  await waitFor(() => expect(watches).toHaveLength(1));
  expect(watches[0]?.variables).toEqual({ id: 'crawl-1', after: '9' });
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
        articlesNew: 11,
        articlesKnown: 2,
        articlesUpdated: 0,
        articlesFailed: 1,
        sections: [crawlSection('society'), crawlSection('sports', { articlesNew: 8 })],
      },
    },
  };
  watches[0]?.send(event);
  expect(await within(within(table).getByRole('row', { name: /sports/ })).findByText('90%')).toBeVisible();
  expect(screen.getByText('남은 쪽 7개')).toBeVisible();
  expect(screen.getByRole('progressbar', { name: '진행' })).toHaveAttribute('aria-valuenow', '65');
  expect(screen.getByRole('link', { name: '11' })).toHaveAttribute('href', '/admin/articles?crawl=crawl-1');
});

test('a pause can be taken back from its notice', async () => {
  let status: Crawl['status'] = 'RUNNING';
  showing(() => crawl({ status }));
  server.use(
    graphql.mutation<PauseCrawlMutation>('PauseCrawl', () => {
      status = 'PAUSED';
      return HttpResponse.json({ data: { pauseCrawl: { id: 'crawl-1' } } });
    }),
    graphql.mutation<ResumeCrawlMutation>('ResumeCrawl', () => {
      status = 'RUNNING';
      return HttpResponse.json({ data: { resumeCrawl: { id: 'crawl-1' } } });
    }),
  );
  const { user } = renderAt('/admin/crawls/crawl-1');
  await user.click(await screen.findByRole('button', { name: '잠시 멈추기' }));
  expect(await screen.findByRole('button', { name: '이어서 하기' })).toBeVisible();
  await user.click(screen.getByRole('button', { name: '되돌리기' }));
  expect(await screen.findByRole('button', { name: '잠시 멈추기' })).toBeVisible();
});

const degraded = () =>
  crawl({
    status: 'DEGRADED',
    health: {
      articlesRead: 6,
      duplicateShare: 0,
      medianBodyCharacters: 812,
      reasons: [
        {
          code: 'NO_LINKS',
          message: 'the lists of sports gave no links',
          section: 'sports',
          selectors: ['ul.gone a'],
          exampleUrl: 'https://news.daum.net/sports',
        },
      ],
      yields: [],
      coverage: [{ field: 'press', share: 0.5 }],
    },
  });

test('a degraded crawl names the broken selector and where it can be tried', async () => {
  showing(degraded);
  renderAt('/admin/crawls/crawl-1');
  expect(await screen.findByText('목록에 링크가 없습니다')).toBeVisible();
  expect(screen.getByText('ul.gone a')).toBeVisible();
  expect(screen.getByRole('link', { name: '여기서 시험하기' })).toHaveAttribute(
    'href',
    '/admin/sources/daum/try?address=https%3A%2F%2Fnews.daum.net%2Fsports&selector=ul.gone+a',
  );
});

test('a degraded crawl is accepted only with a reason', async () => {
  let shown = degraded();
  showing(() => shown);
  const accepted = vi.fn<(variables: AcceptCrawlMutationVariables) => void>();
  server.use(
    graphql.mutation<AcceptCrawlMutation, AcceptCrawlMutationVariables>('AcceptCrawl', ({ variables }) => {
      accepted(variables);
      shown = { ...shown, acceptedAt: '2026-11-20T04:00:00Z', acceptedBy: 'editor', acceptedReason: variables.reason };
      return HttpResponse.json({ data: { acceptCrawl: { id: 'crawl-1' } } });
    }),
  );
  const { user } = renderAt('/admin/crawls/crawl-1');
  await user.click(await screen.findByRole('button', { name: '받아들이기' }));
  await user.click(screen.getByRole('button', { name: '받아들이기' }));
  expect(await screen.findByText('꼭 필요한 값입니다.')).toBeVisible();
  expect(accepted).not.toHaveBeenCalled();
  await user.type(screen.getByLabelText('써도 되는 까닭'), '스포츠 면은 쉬는 날');
  await user.click(screen.getByRole('button', { name: '받아들이기' }));
  expect(await screen.findByText('수집을 받아들였습니다.')).toBeVisible();
  expect(accepted).toHaveBeenCalledExactlyOnceWith({ id: 'crawl-1', reason: '스포츠 면은 쉬는 날' });
  expect(await screen.findByText('스포츠 면은 쉬는 날')).toBeVisible();
  expect(screen.queryByRole('button', { name: '받아들이기' })).toBeNull();
});

test('what the server refuses is said', async () => {
  showing(crawl);
  server.use(graphql.mutation('CancelCrawl', () => refusal('CONFLICT')));
  const { user } = renderAt('/admin/crawls/crawl-1');
  await user.click(await screen.findByRole('button', { name: '수집 그만두기' }));
  await user.click(screen.getByRole('button', { name: '수집 그만두기' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('request-1');
});
