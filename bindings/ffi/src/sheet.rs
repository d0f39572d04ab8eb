//! Sheets: forms filled apart from a visit. What stands between beginning and finishing is as in a visit.

use crate::{error::DoorstepError, file::Subject, open::Doorstep};
use doorstep_domain::id::DraftId;

pub use doorstep_domain::sheet::SheetTag;

/// A kind of sheet.
#[uniffi::remote(Enum)]
pub enum SheetTag {
    /// 强制报告: of a minor in danger.
    MandatoryReport,
    /// 紧急情况报告: of an elder or a household.
    UrgentReport,
    /// 志愿服务记录
    VolunteerReport,
    /// 服务计划
    ServicePlan,
    /// 督导记录
    Supervision,
    /// 培训记录
    Training,
    /// 知情同意书
    Consent,
}

#[uniffi::export]
impl Doorstep {
    /// Begins a sheet, about somebody on file or about nobody.
    pub fn begin_sheet(&self, sheet: SheetTag, subject: Option<Subject>) -> Result<DraftId, DoorstepError> {
        Ok(self.client()?.begin_sheet(sheet, subject.map(Into::into))?)
    }

    /// Begins a report of what came up in a visit that is still being made, about whom it is about.
    pub fn report_from(&self, draft: DraftId, report: SheetTag) -> Result<DraftId, DoorstepError> {
        Ok(self.client()?.report_from(draft, report)?)
    }
}
