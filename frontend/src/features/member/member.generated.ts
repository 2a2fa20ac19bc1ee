/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../server/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { api } from '@/server/api';
/** Somebody to be invited. */
export type InviteMemberInput = {
  /** Days for which the link holds: 1 to 90. */
  days?: number;
  /** Their e-mail address, if the identity provider might not tell: 1 to 320 characters. Nothing is sent there. */
  email?: string | null | undefined;
  /** Their name, if the identity provider might not tell: 1 to 200 characters. */
  name?: string | null | undefined;
  /** What they will be. */
  role: MemberRole;
};

/** Which members to list; every field that is set narrows the list. */
export type MemberFilter = {
  /** Only those of this role. */
  role?: MemberRole | null | undefined;
  /** Only those who are suspended, or only those who aren't. */
  suspended?: boolean | null | undefined;
};

/** What a member may do. */
export type MemberRole =
  /** Does everything, members and settings included. */
  | 'ADMINISTRATOR'
  /** Also collects, labels and freezes data. */
  | 'EDITOR'
  /** Also trains, measures and deploys models, but doesn't change data. */
  | 'TRAINER'
  /** Reads everything that isn't about people. */
  | 'VIEWER';

export type MemberRowFragment = { id: string, name: string, email: string | null, role: Types.MemberRole, issuer: string, suspendedAt: string | null, createdAt: string, lastSignInAt: string | null };

export type InvitationRowFragment = { id: string, role: Types.MemberRole, name: string | null, email: string | null, invitedBy: string, createdAt: string, expiresAt: string };

export type MembersQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: Types.MemberFilter | null | undefined;
}>;


export type MembersQuery = { members: { totalCount: number, nodes: Array<{ id: string, name: string, email: string | null, role: Types.MemberRole, issuer: string, suspendedAt: string | null, createdAt: string, lastSignInAt: string | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } }, administrators: { nodes: Array<{ id: string, name: string }> } };

export type InvitationsQueryVariables = Exact<{ [key: string]: never; }>;


export type InvitationsQuery = { invitations: Array<{ id: string, role: Types.MemberRole, name: string | null, email: string | null, invitedBy: string, createdAt: string, expiresAt: string }> };

export type InviteMemberMutationVariables = Exact<{
  input: Types.InviteMemberInput;
}>;


export type InviteMemberMutation = { inviteMember: { path: string, invitation: { id: string, role: Types.MemberRole, name: string | null, email: string | null, invitedBy: string, createdAt: string, expiresAt: string } } };

export type RevokeInvitationMutationVariables = Exact<{
  id: string;
}>;


export type RevokeInvitationMutation = { revokeInvitation: string };

export type SetMemberRoleMutationVariables = Exact<{
  id: string;
  role: Types.MemberRole;
}>;


export type SetMemberRoleMutation = { setMemberRole: { id: string, name: string, email: string | null, role: Types.MemberRole, issuer: string, suspendedAt: string | null, createdAt: string, lastSignInAt: string | null } };

export type SuspendMemberMutationVariables = Exact<{
  id: string;
}>;


export type SuspendMemberMutation = { suspendMember: { id: string, name: string, email: string | null, role: Types.MemberRole, issuer: string, suspendedAt: string | null, createdAt: string, lastSignInAt: string | null } };

export type ReinstateMemberMutationVariables = Exact<{
  id: string;
}>;


export type ReinstateMemberMutation = { reinstateMember: { id: string, name: string, email: string | null, role: Types.MemberRole, issuer: string, suspendedAt: string | null, createdAt: string, lastSignInAt: string | null } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const MemberRowFragmentDoc = new TypedDocumentString(`
    fragment MemberRow on Member {
  id
  name
  email
  role
  issuer
  suspendedAt
  createdAt
  lastSignInAt
}
    `, {"fragmentName":"MemberRow"});
export const InvitationRowFragmentDoc = new TypedDocumentString(`
    fragment InvitationRow on Invitation {
  id
  role
  name
  email
  invitedBy
  createdAt
  expiresAt
}
    `, {"fragmentName":"InvitationRow"});
export const MembersDocument = new TypedDocumentString(`
    query Members($first: Int, $after: String, $last: Int, $before: String, $filter: MemberFilter) {
  members(
    first: $first
    after: $after
    last: $last
    before: $before
    filter: $filter
  ) {
    totalCount
    nodes {
      ...MemberRow
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
  }
  administrators: members(
    first: 2
    filter: {role: ADMINISTRATOR, suspended: false}
  ) {
    nodes {
      id
      name
    }
  }
}
    fragment MemberRow on Member {
  id
  name
  email
  role
  issuer
  suspendedAt
  createdAt
  lastSignInAt
}`);
export const InvitationsDocument = new TypedDocumentString(`
    query Invitations {
  invitations {
    ...InvitationRow
  }
}
    fragment InvitationRow on Invitation {
  id
  role
  name
  email
  invitedBy
  createdAt
  expiresAt
}`);
export const InviteMemberDocument = new TypedDocumentString(`
    mutation InviteMember($input: InviteMemberInput!) {
  inviteMember(input: $input) {
    path
    invitation {
      ...InvitationRow
    }
  }
}
    fragment InvitationRow on Invitation {
  id
  role
  name
  email
  invitedBy
  createdAt
  expiresAt
}`);
export const RevokeInvitationDocument = new TypedDocumentString(`
    mutation RevokeInvitation($id: UUID!) {
  revokeInvitation(id: $id)
}
    `);
export const SetMemberRoleDocument = new TypedDocumentString(`
    mutation SetMemberRole($id: UUID!, $role: MemberRole!) {
  setMemberRole(id: $id, role: $role) {
    ...MemberRow
  }
}
    fragment MemberRow on Member {
  id
  name
  email
  role
  issuer
  suspendedAt
  createdAt
  lastSignInAt
}`);
export const SuspendMemberDocument = new TypedDocumentString(`
    mutation SuspendMember($id: UUID!) {
  suspendMember(id: $id) {
    ...MemberRow
  }
}
    fragment MemberRow on Member {
  id
  name
  email
  role
  issuer
  suspendedAt
  createdAt
  lastSignInAt
}`);
export const ReinstateMemberDocument = new TypedDocumentString(`
    mutation ReinstateMember($id: UUID!) {
  reinstateMember(id: $id) {
    ...MemberRow
  }
}
    fragment MemberRow on Member {
  id
  name
  email
  role
  issuer
  suspendedAt
  createdAt
  lastSignInAt
}`);

const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    Members: build.query<MembersQuery, MembersQueryVariables | void>({
      query: (variables) => ({ document: MembersDocument as unknown as string, variables })
    }),
    Invitations: build.query<InvitationsQuery, InvitationsQueryVariables | void>({
      query: (variables) => ({ document: InvitationsDocument as unknown as string, variables })
    }),
    InviteMember: build.mutation<InviteMemberMutation, InviteMemberMutationVariables>({
      query: (variables) => ({ document: InviteMemberDocument as unknown as string, variables })
    }),
    RevokeInvitation: build.mutation<RevokeInvitationMutation, RevokeInvitationMutationVariables>({
      query: (variables) => ({ document: RevokeInvitationDocument as unknown as string, variables })
    }),
    SetMemberRole: build.mutation<SetMemberRoleMutation, SetMemberRoleMutationVariables>({
      query: (variables) => ({ document: SetMemberRoleDocument as unknown as string, variables })
    }),
    SuspendMember: build.mutation<SuspendMemberMutation, SuspendMemberMutationVariables>({
      query: (variables) => ({ document: SuspendMemberDocument as unknown as string, variables })
    }),
    ReinstateMember: build.mutation<ReinstateMemberMutation, ReinstateMemberMutationVariables>({
      query: (variables) => ({ document: ReinstateMemberDocument as unknown as string, variables })
    }),
  }),
});

export { injectedRtkApi as api };
export const { useMembersQuery, useLazyMembersQuery, useInvitationsQuery, useLazyInvitationsQuery, useInviteMemberMutation, useRevokeInvitationMutation, useSetMemberRoleMutation, useSuspendMemberMutation, useReinstateMemberMutation } = injectedRtkApi;

