/** Crawls and sources as the server describes them, typed by its schema. */
import type { CrawlQuery, CrawlSectionFragment } from '@/features/crawl/crawl.generated';
import type { SourceDefinitionsQuery, SourceQuery } from '@/features/source/source.generated';

const at = '2026-11-20T03:00:00Z';

export function crawlSection(key: string, changed: Partial<CrawlSectionFragment> = {}): CrawlSectionFragment {
  return {
    key,
    pageBudget: 2,
    pages: 1,
    links: 10,
    articlesNew: 3,
    articlesKnown: 1,
    articlesUpdated: 0,
    articlesFailed: 0,
    ...changed,
  };
}

export function crawl(changed: Partial<NonNullable<CrawlQuery['crawl']>> = {}): NonNullable<CrawlQuery['crawl']> {
  return {
    id: 'crawl-1',
    externalId: 'crawl-1',
    status: 'RUNNING',
    createdAt: at,
    startedAt: at,
    finishedAt: null,
    pagesPerSection: 2,
    requestBudget: 2000,
    requests: 9,
    pagesRead: 8,
    articlesNew: 6,
    articlesKnown: 2,
    articlesUpdated: 0,
    articlesFailed: 0,
    notBefore: null,
    errorCode: null,
    error: null,
    isTrusted: false,
    acceptedBy: null,
    acceptedAt: null,
    acceptedReason: null,
    definition: { id: 'definition-2', version: 2, sections: [{ key: 'society', label: 'society' }] },
    sections: [crawlSection('society'), crawlSection('sports')],
    health: null,
    queued: { totalCount: 12 },
    articles: { totalCount: 6 },
    jobs: { nodes: [] },
    source: { id: 'source-1', key: 'daum', name: '다음 뉴스' },
    ...changed,
  };
}

export function source(changed: Partial<NonNullable<SourceQuery['source']>> = {}): NonNullable<SourceQuery['source']> {
  return {
    id: 'source-1',
    key: 'daum',
    name: '다음 뉴스',
    createdAt: at,
    definition: {
      id: 'definition-2',
      version: 2,
      text: 'name = "다음 뉴스"\nrobots = "permission"\n',
      needsPermission: true,
      lists: ['headline', 'paged'],
      createdAt: at,
      createdBy: 'editor',
      sections: [{ key: 'society', label: 'society' }],
    },
    permissions: [],
    articles: { totalCount: 6 },
    crawls: { totalCount: 0, nodes: [] },
    ...changed,
  };
}

export function sourceDefinitions(): NonNullable<SourceDefinitionsQuery['source']> {
  const version = (number: number, text: string) => ({
    id: `definition-${number}`,
    version: number,
    text,
    comment: null,
    createdBy: 'editor',
    createdAt: at,
  });
  return {
    id: 'source-1',
    key: 'daum',
    name: '다음 뉴스',
    definitions: [
      version(2, 'name = "새 이름"\n\n[politeness]\nrequest_budget = 10\n'),
      version(1, 'name = "옛 이름"\n'),
    ],
  };
}
