import {
  IconBriefcase2,
  IconCube,
  IconDatabase,
  IconHome,
  IconMessage2Question,
  IconNews,
  IconSchool,
} from '@tabler/icons-react';

/** The console's places, in the order of a day's work; `key` goes there after "g". */
export const PLACES = [
  { to: '/admin', word: 'overview', key: 'o', icon: IconHome, also: [] },
  {
    to: '/admin/articles',
    word: 'articles',
    key: 'a',
    icon: IconNews,
    also: ['/admin/crawls', '/admin/sources', '/admin/cleaning'],
  },
  { to: '/admin/datasets', word: 'datasets', key: 'd', icon: IconDatabase, also: [] },
  {
    to: '/admin/training',
    word: 'training',
    key: 't',
    icon: IconSchool,
    also: ['/admin/sweeps', '/admin/base-models'],
  },
  { to: '/admin/models', word: 'models', key: 'm', icon: IconCube, also: ['/admin/evaluations'] },
  { to: '/admin/predictions', word: 'predictions', key: 'p', icon: IconMessage2Question, also: [] },
  { to: '/admin/jobs', word: 'jobs', key: 'j', icon: IconBriefcase2, also: ['/admin/pipelines', '/admin/schedules'] },
] as const;

/** Pages within places that people go to by name. */
export const PARTS = [
  { to: '/admin/crawls', word: 'crawl.list' },
  { to: '/admin/crawls/new', word: 'crawl.start' },
  { to: '/admin/sources', word: 'source.list' },
  { to: '/admin/cleaning', word: 'cleaning.list' },
  { to: '/admin/pipelines', word: 'pipeline.list' },
  { to: '/admin/schedules', word: 'scheduled.list' },
] as const;

/** The place that an address belongs to. */
export function placeOf(pathname: string) {
  return PLACES.findLast(
    ({ to, also }) =>
      pathname === to || pathname.startsWith(`${to}/`) || also.some((other) => pathname.startsWith(other)),
  );
}
