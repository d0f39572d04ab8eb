//! Posts: who works with the system and what each post may do. Scope, the regions a
//! post covers, is a set of region ids and is enforced on the server, in SQL.

use crate::id::{AccountId, RegionId};
use serde::{Deserialize, Serialize};

/// A post. A person may hold several, save that the three administrative posts
/// (三员) are never one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Post {
    /// 社工, 儿童主任, 网格员
    Worker,
    /// 志愿者
    Volunteer,
    /// 督导, of a township
    Supervisor,
    /// 民政局 staff
    County,
    /// 系统管理员
    Sysadmin,
    /// 安全管理员
    Secadmin,
    /// 审计管理员
    Auditor,
}

impl Post {
    /// Every post.
    pub const ALL: [Self; 7] = [
        Self::Worker,
        Self::Volunteer,
        Self::Supervisor,
        Self::County,
        Self::Sysadmin,
        Self::Secadmin,
        Self::Auditor,
    ];

    /// As stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Worker => "worker",
            Self::Volunteer => "volunteer",
            Self::Supervisor => "supervisor",
            Self::County => "county",
            Self::Sysadmin => "sysadmin",
            Self::Secadmin => "secadmin",
            Self::Auditor => "auditor",
        }
    }

    /// One of the three that are never one person.
    pub fn is_administrative(self) -> bool {
        matches!(self, Self::Sysadmin | Self::Secadmin | Self::Auditor)
    }
}

/// Whether one person may hold these posts together.
pub fn may_hold_together(posts: &[Post]) -> bool {
    posts.iter().filter(|post| post.is_administrative()).count() <= 1
}

/// A colleague as phones know them: whom to name as second investigator, whose reply this is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    /// Stable.
    pub id: AccountId,
    /// 姓名
    pub name: String,
    /// What they are.
    pub posts: Vec<Post>,
    /// Where: the regions their posts name, not closed over what lies below.
    pub regions: Vec<RegionId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_administrative_posts_are_one_person() {
        for one in Post::ALL {
            for other in Post::ALL {
                let both_administrative =
                    one != other && one.is_administrative() && other.is_administrative();
                let posts = if one == other { vec![one] } else { vec![one, other] };
                assert_eq!(may_hold_together(&posts), !both_administrative, "{one:?} and {other:?}");
            }
        }
    }
}
