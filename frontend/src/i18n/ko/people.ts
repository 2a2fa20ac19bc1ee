/** Who may do what, and who did. */
export const people = {
  permission: {
    title: '권한이 없습니다',
    why: '이 화면에서 하는 일은 지금 권한으로 할 수 없습니다.',
    needs: '{{roles}} 권한이 있어야 할 수 있습니다.',
  },
} as const;
