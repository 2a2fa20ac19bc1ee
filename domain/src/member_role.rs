//! What a member may do, as one word.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What a member may do. Viewers read; editors also collect, label and freeze data; trainers also train, measure and
/// deploy models; administrators do everything. Neither of editor and trainer includes the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads everything that isn't about people.
    Viewer,
    /// Collects, labels and freezes data.
    Editor,
    /// Trains, measures and deploys models.
    Trainer,
    /// Everything, members and settings included.
    Administrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Editor, Self::Trainer, Self::Administrator];

    /// Whether whoever has this role may do what needs `needed`.
    pub fn allows(self, needed: Self) -> bool {
        match self {
            Self::Administrator => true,
            Self::Editor | Self::Trainer => needed == self || needed == Self::Viewer,
            Self::Viewer => needed == Self::Viewer,
        }
    }

    /// The role's name, in snake case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Editor => "editor",
            Self::Trainer => "trainer",
            Self::Administrator => "administrator",
        }
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

impl std::str::FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|role| role.name() == text);
        known.ok_or_else(|| format!("must be one of {}", Self::ALL.map(Self::name).join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_and_trainers_see_what_viewers_see_and_not_what_the_other_may() {
        use Role::{Administrator, Editor, Trainer, Viewer};
        for (role, allowed) in [
            (Viewer, vec![Viewer]),
            (Editor, vec![Viewer, Editor]),
            (Trainer, vec![Viewer, Trainer]),
            (Administrator, vec![Viewer, Editor, Trainer, Administrator]),
        ] {
            let found: Vec<Role> = Role::ALL.into_iter().filter(|needed| role.allows(*needed)).collect();
            assert_eq!(found, allowed, "{role}");
        }
    }

    #[test]
    fn a_role_reads_as_it_is_written() {
        for role in Role::ALL {
            assert_eq!(role.name().parse(), Ok(role));
            assert_eq!(serde_json::to_value(role).unwrap(), role.name());
        }
        assert!("root".parse::<Role>().unwrap_err().contains("viewer, editor, trainer, administrator"));
    }
}
