import {
  IconBriefcase2,
  IconCube,
  IconDatabase,
  IconHome,
  IconMessage2Question,
  IconNews,
  IconSchool,
  IconSettings,
  IconUsers,
} from '@tabler/icons-react';
import type { console } from '@/i18n/ko/console';
import type { Permission } from '@/server/permissions';
import { useMay } from '@/ui/Allowed';

interface Place {
  to: string;
  word: keyof (typeof console)['places'];
  /** What one must be allowed to go there, if that isn't everybody. */
  needs?: Permission;
  /** Goes there after "g". */
  key: string;
  icon: typeof IconHome;
  /** Where else one is in this place. */
  also: readonly string[];
}

/** The console's places, in the order of a day's work. */
const PLACES: readonly Place[] = [
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
  { to: '/admin/members', word: 'members', key: 'u', icon: IconUsers, also: ['/admin/audit'], needs: 'members' },
  { to: '/admin/settings', word: 'settings', key: 's', icon: IconSettings, also: [] },
];

/** Pages within places that people go to by name. */
const PARTS = [
  { to: '/admin/crawls', word: 'crawl.list' },
  { to: '/admin/crawls/new', word: 'crawl.start', needs: 'startCrawl' },
  { to: '/admin/sources', word: 'source.list' },
  { to: '/admin/cleaning', word: 'cleaning.list' },
  { to: '/admin/pipelines', word: 'pipeline.list' },
  { to: '/admin/schedules', word: 'scheduled.list' },
  { to: '/admin/models/requests', word: 'places.requests' },
  { to: '/admin/audit', word: 'places.audit', needs: 'auditEntries' },
  { to: '/admin/settings/sessions', word: 'places.sessions' },
  { to: '/admin/settings/tokens', word: 'places.tokens' },
] as const satisfies readonly { to: string; word: string; needs?: Permission }[];

/** The places, and pages within them, that the member who is signed in may go to. */
export function usePlaces() {
  const may = useMay();
  return {
    places: PLACES.filter(({ needs }) => needs === undefined || may(needs)),
    parts: PARTS.filter((part) => !('needs' in part) || may(part.needs)),
  };
}

/** The place that an address belongs to. */
export function placeOf(pathname: string): Place | undefined {
  return PLACES.findLast(
    ({ to, also }) =>
      pathname === to || pathname.startsWith(`${to}/`) || also.some((other) => pathname.startsWith(other)),
  );
}
