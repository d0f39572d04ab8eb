//! Whose phone this is, and with whom they work.

use crate::{
    error::DoorstepError,
    open::Doorstep,
    page::{Page, page},
    place::Fix,
};
use doorstep_domain::{
    hours,
    id::{AccountId, ActivityId, RegionId},
    post,
};

pub use doorstep_domain::post::Post;

/// A post. A person may hold several.
#[uniffi::remote(Enum)]
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

/// Whoever enrolled this phone.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Me {
    /// Stable.
    pub account: AccountId,
    /// 姓名
    pub name: String,
    /// What they may do: it decides which screens they get.
    pub posts: Vec<Post>,
    /// The county's, `https://HOST:PORT`.
    pub address: String,
}

/// A colleague whom one may name as second investigator.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Colleague {
    /// Stable.
    pub account: AccountId,
    /// 姓名
    pub name: String,
    /// What they are.
    pub posts: Vec<Post>,
    /// Where: the regions their posts name.
    pub regions: Vec<RegionId>,
}

page! {
    /// Colleagues, in the order of arrival.
    ColleaguesPage of Colleague
}

/// An activity that hours can be given for (志愿服务活动).
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct Activity {
    /// Which.
    pub id: ActivityId,
    /// What it is called.
    pub title: String,
    /// What is done.
    pub content: String,
    /// Who is in charge.
    pub organiser: AccountId,
    /// Where, if that was kept.
    pub place: Option<Fix>,
}

page! {
    /// Activities, in the order of arrival.
    ActivitiesPage of Activity
}

#[uniffi::export]
impl Doorstep {
    /// Whoever enrolled this phone; nobody before that.
    pub fn me(&self) -> Result<Option<Me>, DoorstepError> {
        let me = self.client()?.me()?;
        Ok(me.map(|doorstep_client::me::Me { account, name, posts, address }| Me {
            account,
            name,
            posts,
            address,
        }))
    }

    /// The colleagues one may name as second investigator.
    pub fn colleagues(&self, page: Page) -> Result<ColleaguesPage, DoorstepError> {
        ColleaguesPage::of(self.client()?.colleagues(&page.into())?, |colleague| {
            let post::Colleague { id: account, name, posts, regions } = colleague;
            Ok(Colleague { account, name, posts, regions })
        })
    }

    /// The activities that hours can be given for.
    pub fn activities(&self, page: Page) -> Result<ActivitiesPage, DoorstepError> {
        ActivitiesPage::of(self.client()?.activities(&page.into())?, |activity| {
            let hours::Activity { id, title, content, organiser, place } = activity;
            Ok(Activity { id, title, content, organiser, place: place.map(Into::into) })
        })
    }
}
