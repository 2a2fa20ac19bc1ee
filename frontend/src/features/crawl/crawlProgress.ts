import type { CrawlEventsSubscription, CrawlRowFragment, CrawlSectionFragment } from './crawl.generated';

type Change = CrawlEventsSubscription['crawlEvents']['change'];
/** A pace measured on fewer pages jumps about. */
const FEWEST_PAGES = 5;

export type CrawlProgress = Extract<Change, { __typename: 'CrawlProgressed' }>;

/** Brings a crawl's counts to where an event found them. */
export function applyProgress(crawl: CrawlRowFragment, progress: CrawlProgress) {
  const { __typename: _, pages, queued: __, ...counts } = progress;
  Object.assign(crawl, counts, { pagesRead: pages });
}

type Counts = Pick<CrawlSectionFragment, 'articlesNew' | 'articlesKnown' | 'articlesUpdated' | 'articlesFailed'>;

/** Articles of which it is known what came of them. */
export const settled = (counts: Counts) =>
  counts.articlesNew + counts.articlesKnown + counts.articlesUpdated + counts.articlesFailed;

const sum = (sections: readonly CrawlSectionFragment[], of: (section: CrawlSectionFragment) => number) =>
  sections.reduce((total, section) => total + of(section), 0);

/** Share of the listed articles that are settled; unknown before anything was listed. */
export function shareDone(sections: readonly CrawlSectionFragment[]): number | undefined {
  const links = sum(sections, ({ links }) => links);
  return links === 0 ? undefined : Math.min(1, sum(sections, settled) / links);
}

/** Links a list page; none before one was read. */
export function linksPerPage(sections: readonly CrawlSectionFragment[]): number | undefined {
  const pages = sum(sections, ({ pages }) => pages);
  return pages === 0 ? undefined : sum(sections, ({ links }) => links) / pages;
}

/** Whether a crawl hasn't ended. */
export const isUnderWay = (status: CrawlRowFragment['status']) =>
  status === 'QUEUED' || status === 'RUNNING' || status === 'PAUSED';

interface Moment {
  pages: number;
  at: string;
}

/** How long the pages that wait will take at the pace between two moments; unknown while that says nothing. */
export function secondsLeft(from: Moment, now: Moment & { queued: number }): number | null {
  const [pages, ms] = [now.pages - from.pages, Date.parse(now.at) - Date.parse(from.at)];
  return pages < FEWEST_PAGES || ms <= 0 ? null : ((ms / pages) * now.queued) / 1000;
}
