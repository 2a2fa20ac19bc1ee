import type { MemberRole, Mutation, Query } from './schema.generated';

const editor = ['EDITOR'] as const;
const trainer = ['TRAINER'] as const;
const contributor = ['EDITOR', 'TRAINER'] as const;
const administrator = ['ADMINISTRATOR'] as const;

/**
 * What not every member may do or see, by its field of the schema, with the roles of which one is needed. The server
 * decides (`api/src/access.rs`); this says beforehand what it would answer.
 */
export const PERMISSIONS = {
  acceptCrawl: editor,
  addBaseModel: trainer,
  applyCleaning: editor,
  approveDeployment: trainer,
  auditEntries: administrator,
  buildDataset: editor,
  cancelCleaning: editor,
  cancelCrawl: editor,
  cancelEvaluation: trainer,
  cancelJob: contributor,
  cancelPipelineRun: trainer,
  cancelSweep: trainer,
  cancelTrainingRun: trainer,
  changeCleaningRules: editor,
  changeSchedule: contributor,
  cleanArticles: editor,
  createSchedule: contributor,
  createSource: editor,
  deployModelVersion: trainer,
  evaluateModelVersion: trainer,
  importArticles: editor,
  invitations: administrator,
  inviteMember: administrator,
  labelArticle: editor,
  members: administrator,
  pauseCrawl: editor,
  reExtractCrawl: editor,
  recordSourcePermission: administrator,
  reinstateMember: administrator,
  rejectDeployment: trainer,
  relabelArticles: editor,
  relabelPrediction: editor,
  removeBaseModel: trainer,
  removeSchedule: contributor,
  requestDeployment: trainer,
  resumeCrawl: editor,
  resumeTrainingRun: trainer,
  retryJob: contributor,
  retryPipelineRun: trainer,
  revokeInvitation: administrator,
  revokeSourcePermission: administrator,
  rollbackDeployment: trainer,
  setFourEyes: administrator,
  setMemberRole: administrator,
  startCrawl: editor,
  startPipelineRun: trainer,
  startSweep: trainer,
  startTrainingRun: trainer,
  suspendMember: administrator,
  takeDownArticle: editor,
  trySelector: editor,
  undoCleaning: editor,
  undoRelabelling: editor,
  unlabelArticle: editor,
  updateSource: editor,
} satisfies Partial<Record<keyof Mutation | keyof Query, readonly MemberRole[]>>;

export type Permission = keyof typeof PERMISSIONS;

/** Whether those may whose doings `allowed` says are allowed. */
export function permits(allowed: readonly MemberRole[], permission: Permission): boolean {
  return PERMISSIONS[permission].some((role) => allowed.includes(role));
}

/** The roles of which one is needed. */
export function rolesFor(permission: Permission): MemberRole[] {
  const roles: readonly MemberRole[] = PERMISSIONS[permission];
  return roles.includes('ADMINISTRATOR') ? [...roles] : [...roles, 'ADMINISTRATOR'];
}
