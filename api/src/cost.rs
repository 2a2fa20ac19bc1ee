//! How much one document may ask for, by role: fields in its answer, pages counted in full.

use domain::member_role::Role;

use crate::caller::Caller;

/// The largest budget there is.
pub const MAX_BUDGET: usize = 50_000;
/// The smallest: enough for a page of the console's own.
pub const MIN_BUDGET: usize = 1_000;

/// How much one document may ask for, by role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budgets {
    /// Whoever isn't signed in, and tokens that may only predict.
    pub stranger: usize,
    /// Viewers.
    pub viewer: usize,
    /// Editors and trainers.
    pub contributor: usize,
    /// Administrators.
    pub administrator: usize,
}

impl Default for Budgets {
    fn default() -> Self {
        Self { stranger: 5_000, viewer: 20_000, contributor: 30_000, administrator: MAX_BUDGET }
    }
}

impl Budgets {
    /// The caller's budget.
    pub fn of(&self, caller: &Caller) -> usize {
        if caller.allows(Role::Administrator) {
            self.administrator
        } else if caller.allows(Role::Editor) || caller.allows(Role::Trainer) {
            self.contributor
        } else if caller.allows(Role::Viewer) {
            self.viewer
        } else {
            self.stranger
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_do_more_may_ask_for_more() {
        let budgets = Budgets { stranger: 1, viewer: 2, contributor: 3, administrator: 4 };
        let roles = [None, Some(Role::Viewer), Some(Role::Editor), Some(Role::Trainer), Some(Role::Administrator)];
        assert_eq!(roles.map(|role| budgets.of(&Caller::of_role(role))), [1, 2, 3, 3, 4]);
    }
}
