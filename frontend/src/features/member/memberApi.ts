import { api } from './member.generated';

export const memberApi = api.enhanceEndpoints({
  endpoints: {
    Members: { providesTags: ['Member'] },
    Invitations: { providesTags: ['Invitation'] },
    InviteMember: { invalidatesTags: ['Invitation', 'AuditEntry'] },
    RevokeInvitation: { invalidatesTags: ['Invitation', 'AuditEntry'] },
    // A refusal means that the list is another by now: that is worth asking for as well.
    SetMemberRole: { invalidatesTags: ['Member', 'Me', 'AuditEntry'] },
    SuspendMember: { invalidatesTags: ['Member', 'AuditEntry'] },
    ReinstateMember: { invalidatesTags: ['Member', 'AuditEntry'] },
  },
});

export const {
  useMembersQuery,
  useInvitationsQuery,
  useInviteMemberMutation,
  useRevokeInvitationMutation,
  useSetMemberRoleMutation,
  useSuspendMemberMutation,
  useReinstateMemberMutation,
} = memberApi;
