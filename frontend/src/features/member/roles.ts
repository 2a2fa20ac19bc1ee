import type { MemberRole } from '@/server/schema.generated';

/** Every role, the least first. */
export const ROLES: MemberRole[] = ['VIEWER', 'EDITOR', 'TRAINER', 'ADMINISTRATOR'];
