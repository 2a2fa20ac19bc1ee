import type { ArticleOrder, CleaningState } from '@/server/schema.generated';
import { useFilter } from '@/ui/paging';
import { useSorting } from '@/ui/sorting';
import { momentOf } from '@/ui/TimeRange';
import { useArticleSourcesQuery, useLabelSetsQuery } from './articleApi';

/** What of the address says which articles are listed: an article opened from a list keeps it, to know its neighbours. */
export const LIST_PARAMETERS = [
  'labels',
  'label',
  'source',
  'crawl',
  'text',
  'cleaning',
  'from',
  'to',
  'sort',
] as const;

/** What cleaning has done with an article. */
export const CLEANING: readonly CleaningState[] = ['KEPT', 'REJECTED', 'NOT_CLEANED'];

/** The list that the address describes, as the server takes it. */
export function useArticleList() {
  const [setKey, chooseSet] = useFilter('labels');
  const [labelKey, chooseLabel] = useFilter('label');
  const [sourceKey, chooseSource] = useFilter('source');
  const [crawlId, chooseCrawl] = useFilter('crawl');
  const [text, chooseText] = useFilter('text');
  const [cleaningText, chooseCleaning] = useFilter('cleaning');
  const [from, chooseFrom] = useFilter('from');
  const [to, chooseTo] = useFilter('to');
  const sorting = useSorting('-stored');
  const sets = useLabelSetsQuery().data?.labelSets;
  const sources = useArticleSourcesQuery().data?.sources.nodes;
  const set = sets?.find(({ key }) => key === setKey);
  const label = set?.classes.find(({ key }) => key === labelKey);
  const source = sources?.find(({ key }) => key === sourceKey);
  const cleaning = CLEANING.find((one) => one === cleaningText);
  const orderBy: ArticleOrder = {
    field: sorting.field === 'published' ? 'PUBLISHED_AT' : 'CREATED_AT',
    direction: sorting.isDescending ? 'DESCENDING' : 'ASCENDING',
  };
  return {
    /** Whether every name in the address is known by now: before that, a list would show too much. */
    isKnown: (setKey === undefined || sets !== undefined) && (sourceKey === undefined || sources !== undefined),
    isFiltered: [setKey, sourceKey, crawlId, text, cleaning, from, to].some((one) => one !== undefined),
    filter: {
      labelSetId: label ? undefined : set?.id,
      labelClassId: label?.id,
      labelled: setKey === 'none' ? false : undefined,
      sourceId: source?.id,
      crawlId,
      publishedFrom: momentOf(from),
      publishedTo: momentOf(to),
      text,
      cleaning,
    },
    orderBy,
    sorting,
    sets: sets ?? [],
    sources: sources ?? [],
    chosen: { setKey, set, label, sourceKey, crawlId, text, cleaning, from, to },
    choose: {
      set: chooseSet,
      label: chooseLabel,
      source: chooseSource,
      crawl: chooseCrawl,
      text: chooseText,
      cleaning: chooseCleaning,
      from: chooseFrom,
      to: chooseTo,
    },
  };
}
