import { watch } from '@/server/socket';
import { applyProgress, secondsLeft, type CrawlProgress } from './crawlProgress';
import {
  api,
  CrawlEventsDocument,
  CrawlJobEventsDocument,
  type CrawlEventsSubscription,
  type CrawlEventsSubscriptionVariables,
  type CrawlJobEventsSubscription,
  type CrawlJobEventsSubscriptionVariables,
} from './crawl.generated';

type CrawlEvent = CrawlEventsSubscription['crawlEvents'];

/** A fast site gives many pages a second: what they change is drawn together. */
const GATHER_MS = 200;
/** A list of pages is asked for anew, which costs more than drawing counts. */
const GATHER_PAGES_MS = 2000;

/** Follows crawls (or one of them) from an event on; `next` gets what happened since it was last called. */
function follow(
  id: string | undefined,
  after: number | undefined,
  next: (events: CrawlEvent[]) => void,
  gatherMs = GATHER_MS,
) {
  let arrived: CrawlEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = watch<CrawlEventsSubscription, CrawlEventsSubscriptionVariables>({
    document: CrawlEventsDocument,
    variables: { id },
    after,
    idOf: (data) => data.crawlEvents.eventId,
    next: (data) => {
      arrived.push(data.crawlEvents);
      timer ??= setTimeout(() => {
        timer = undefined;
        const events = arrived;
        arrived = [];
        next(events);
      }, gatherMs);
    },
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

/** The newest counts of each crawl among the events. */
function newestProgress(events: readonly CrawlEvent[]): Map<string, CrawlProgress> {
  const newest = new Map<string, CrawlProgress>();
  for (const { crawlId, change } of events) {
    if (change.__typename === 'CrawlProgressed') newest.set(crawlId, change);
  }
  return newest;
}

/** How far a crawl was when it was first heard of. */
interface Seen {
  pages: number;
  at: string;
}

/** What a live page knows beyond the crawl itself. */
export interface CrawlPulse {
  /** When the newest event happened. */
  heardAt: string | null;
  secondsLeft: number | null;
}

const has = (events: readonly CrawlEvent[], type: CrawlEvent['change']['__typename']) =>
  events.some(({ change }) => change.__typename === type);

const moves = (_: unknown, __: unknown, { id }: { id: string }) => [
  { type: 'Crawl' as const, id },
  { type: 'Crawl' as const, id: 'LIST' },
  'Job' as const,
];

const enhanced = api.enhanceEndpoints({
  endpoints: {
    Crawls: {
      providesTags: [{ type: 'Crawl', id: 'LIST' }],
      onCacheEntryAdded: async (_, { cacheDataLoaded, cacheEntryRemoved, updateCachedData, dispatch }) => {
        await cacheDataLoaded.catch(() => undefined);
        const stop = follow(undefined, undefined, (events) => {
          updateCachedData(({ crawls }) => {
            for (const [id, progress] of newestProgress(events)) {
              const row = crawls.nodes.find((crawl) => crawl.id === id);
              if (row) applyProgress(row, progress);
            }
          });
          if (has(events, 'CrawlMoved')) dispatch(api.util.invalidateTags([{ type: 'Crawl', id: 'LIST' }]));
        });
        await cacheEntryRemoved;
        stop();
      },
    },
    Crawl: {
      providesTags: (_, __, { id }) => [{ type: 'Crawl', id }],
      onCacheEntryAdded: async ({ id }, { cacheDataLoaded, cacheEntryRemoved, updateCachedData, dispatch }) => {
        const loaded = await cacheDataLoaded.catch(() => undefined);
        const after = Number(loaded?.data.lastEventId ?? 0);
        let first: Seen | undefined;
        const stop = follow(id, after, (events) => {
          const progress = newestProgress(events).get(id);
          const heardAt = events.at(-1)?.at ?? null;
          // How fast it goes is measured anew after it has rested.
          if (has(events, 'CrawlMoved')) first = undefined;
          else if (progress && heardAt) first ??= { pages: progress.pages, at: heardAt };
          const left = progress && heardAt && first ? secondsLeft(first, { ...progress, at: heardAt }) : null;
          dispatch(crawlApi.util.updateQueryData('CrawlPulse', id, () => ({ heardAt, secondsLeft: left })));
          updateCachedData(({ crawl }) => {
            if (!crawl || !progress) return;
            applyProgress(crawl, progress);
            crawl.queued.totalCount = progress.queued;
          });
          if (has(events, 'CrawlMoved')) dispatch(api.util.invalidateTags([{ type: 'Crawl', id }, 'Article']));
        });
        // Reading kept pages again moves the crawl only when it is done: until then its job says how far that is.
        const stopJobs = watch<CrawlJobEventsSubscription, CrawlJobEventsSubscriptionVariables>({
          document: CrawlJobEventsDocument,
          variables: {},
          after,
          idOf: (data) => data.jobEvents.eventId,
          next: ({ jobEvents: { change } }) =>
            updateCachedData(({ crawl }) => {
              const job = crawl?.jobs.nodes[0];
              if (job?.id !== change.jobId) return;
              Object.assign(job, {
                status: change.status,
                progress: change.progress,
                progressNote: change.progressNote,
              });
            }),
        });
        await cacheEntryRemoved;
        stop();
        stopJobs();
      },
    },
    CrawlPages: {
      providesTags: (_, __, { id }) => [
        { type: 'Crawl', id },
        { type: 'Crawl', id: `${id}/pages` },
      ],
      onCacheEntryAdded: async ({ id }, { cacheDataLoaded, cacheEntryRemoved, dispatch }) => {
        await cacheDataLoaded.catch(() => undefined);
        const changed = () => dispatch(api.util.invalidateTags([{ type: 'Crawl', id: `${id}/pages` }]));
        const stop = follow(id, undefined, changed, GATHER_PAGES_MS);
        await cacheEntryRemoved;
        stop();
      },
    },
    CrawlSources: { providesTags: [{ type: 'Source', id: 'LIST' }] },
    StartCrawlForm: {
      providesTags: [
        { type: 'Source', id: 'LIST' },
        { type: 'Crawl', id: 'LIST' },
      ],
    },
    StartCrawl: { invalidatesTags: [{ type: 'Crawl', id: 'LIST' }, 'Source', 'Job'] },
    PauseCrawl: { invalidatesTags: moves },
    ResumeCrawl: { invalidatesTags: moves },
    CancelCrawl: { invalidatesTags: moves },
    AcceptCrawl: { invalidatesTags: moves },
    ReExtractCrawl: { invalidatesTags: moves },
  },
});

export const crawlApi = enhanced.injectEndpoints({
  endpoints: (build) => ({
    /** When a crawl was last heard of, and how long it will take; what follows the crawl keeps it up to date. */
    CrawlPulse: build.query<CrawlPulse, string>({ queryFn: () => ({ data: { heardAt: null, secondsLeft: null } }) }),
  }),
});

export const {
  useCrawlsQuery,
  useCrawlSourcesQuery,
  useCrawlQuery,
  useCrawlPagesQuery,
  useCrawlPulseQuery,
  useStartCrawlFormQuery,
  useStartCrawlMutation,
  usePauseCrawlMutation,
  useResumeCrawlMutation,
  useCancelCrawlMutation,
  useAcceptCrawlMutation,
  useReExtractCrawlMutation,
} = crawlApi;
