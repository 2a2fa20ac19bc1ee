import type { SameKeys } from '../index';
import type { people as ko } from '../ko/people';

export const people: SameKeys<typeof ko> = {
  permission: {
    title: 'Not yours to do',
    why: 'What this page is for, your role doesn’t allow.',
    needs: 'This needs the role {{roles}}.',
  },
};
