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

interface Subplace {
  to: string;
  word: keyof (typeof console)['places'];
  /** What one must be allowed to go there, if that isn't everybody. */
  needs?: Permission;
}

interface Place extends Subplace {
  /** Goes there after "g". */
  key: string;
  icon: typeof IconHome;
  /** Where else one is in this place. */
  also: readonly string[];
}

/** The console's places, in the order of a day's work. */
const PLACES: readonly Place[] = [
  { to: '/admin', word: 'overview', key: 'o', icon: IconHome, also: [] },
  { to: '/admin/articles', word: 'articles', key: 'a', icon: IconNews, also: [] },
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
  { to: '/admin/jobs', word: 'jobs', key: 'j', icon: IconBriefcase2, also: [] },
  { to: '/admin/members', word: 'members', key: 'u', icon: IconUsers, also: ['/admin/audit'], needs: 'members' },
  { to: '/admin/settings', word: 'settings', key: 's', icon: IconSettings, also: [] },
];

/** Pages within places that have a name of their own, for those who look for it. */
const SUBPLACES: readonly Subplace[] = [
  { to: '/admin/models/requests', word: 'requests' },
  { to: '/admin/audit', word: 'audit', needs: 'auditEntries' },
  { to: '/admin/settings/sessions', word: 'sessions' },
  { to: '/admin/settings/tokens', word: 'tokens' },
];

/** The places that the member who is signed in may go to. */
export function usePlaces() {
  const may = useMay();
  const isOpen = ({ needs }: Subplace) => needs === undefined || may(needs);
  return { places: PLACES.filter(isOpen), subplaces: SUBPLACES.filter(isOpen) };
}

/** The place that an address belongs to. */
export function placeOf(pathname: string): Place | undefined {
  return PLACES.findLast(
    ({ to, also }) =>
      pathname === to || pathname.startsWith(`${to}/`) || also.some((other) => pathname.startsWith(other)),
  );
}
