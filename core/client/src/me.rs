//! Whose phone this is, and with whom they work.

use crate::{error::ClientError, open::Client};
use doorstep_domain::{
    hours::Activity,
    id::AccountId,
    post::{Colleague, Post},
};
use doorstep_store::{Page, Paged};
use std::fmt;

/// Whoever enrolled this phone.
#[derive(Clone, PartialEq, Eq)]
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

/// Prints no name.
impl fmt::Debug for Me {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Me")
            .field("account", &self.account)
            .field("posts", &self.posts)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Whoever enrolled this phone; nobody before that.
    pub fn me(&self) -> Result<Option<Me>, ClientError> {
        let me = self.store().enrolment()?.map(|enrolment| Me {
            account: enrolment.account,
            name: enrolment.name,
            posts: enrolment.posts,
            address: enrolment.address,
        });
        Ok(me)
    }

    /// The colleagues one may name as second investigator, in the order of arrival.
    pub fn colleagues(&self, page: &Page) -> Result<Paged<Colleague>, ClientError> {
        Ok(self.store().colleagues(page)?)
    }

    /// The activities that hours can be given for, in the order of arrival.
    pub fn activities(&self, page: &Page) -> Result<Paged<Activity>, ClientError> {
        Ok(self.store().activities(page)?)
    }
}
