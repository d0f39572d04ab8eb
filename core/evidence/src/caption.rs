//! What the stamp says, from what the phone signs. The stamp is part of a document of the
//! county and speaks its language, whatever the phone's is set to.

use crate::stamp::Stamp;
use doorstep_domain::{place::Fix, purpose::Purpose, sheet::SheetTag, visit::VisitTag};
use doorstep_protocol::{
    clock::{Confidence, Reason},
    evidence::{Shot, Source},
};

/// Names for what a shot has by id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// The region, from the registry, largest part first: 青禾县柳林镇三道沟村.
    pub region: String,
    /// The worker.
    pub worker: String,
}

/// The stamp of a shot.
pub fn caption(shot: &Shot, names: &Names) -> Stamp {
    let reason = shot.clock.weighed().reason;
    let mut lines = vec![
        format!("{} {}", shot.local_time().format("%Y-%m-%d %H:%M:%S %:z"), time_mark(reason)),
        names.region.clone(),
        place(shot.best_fix()),
        format!("{} · {} · {}", names.worker, name_of(shot.visit), shot.visit_code()),
    ];
    if shot.source == Source::Gallery {
        lines.push("△ 相册导入，非现场拍摄".to_owned());
    }
    lines.retain(|line| !line.is_empty());
    Stamp { lines }
}

/// What the time is worth, with its reason.
fn time_mark(reason: Reason) -> String {
    let mark = match reason.confidence() {
        Confidence::High => "●",
        Confidence::Fair => "○",
        Confidence::Low => "△",
    };
    let words = match reason {
        Reason::Satellites => "卫星授时",
        Reason::Server => "服务器授时",
        Reason::Rebooted => "重启后未校时",
        Reason::OffSatellites => "手机时间与卫星不符",
        Reason::OffServer => "手机时间与服务器不符",
        Reason::SetBack => "手机时间被调回",
        Reason::NeverHeard => "时间未校准",
    };
    format!("{mark}{words}")
}

/// Where, and how well that is known.
fn place(fix: Option<&Fix>) -> String {
    let Some(fix) = fix else { return "△无定位".to_owned() };
    let (north, east) = (fix.at.latitude(), fix.at.longitude());
    let sides = (if north < 0.0 { "S" } else { "N" }, if east < 0.0 { "W" } else { "E" });
    let mark = if fix.mock { "△模拟定位 " } else { "" };
    let metres = fix.accuracy_metres.ceil();
    // A line breaks between the two, never between a letter and its number.
    format!("{mark}{}\u{A0}{} {}\u{A0}{} ±{metres}米", sides.0, arc(north), sides.1, arc(east))
}

/// To a tenth of a second, three metres: nobody reads more off a picture.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "180 degrees are 6,480,000 tenths"
)]
fn arc(degrees: f64) -> String {
    let tenths = (degrees.abs() * 36_000.0).round() as u64;
    let (degree, minute) = (tenths / 36_000, tenths / 600 % 60);
    format!("{degree}°{minute:02}′{:02}.{}″", tenths % 600 / 10, tenths % 10)
}

fn name_of(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Visit(VisitTag::HouseholdCheck) => "入户核查",
        Purpose::Visit(VisitTag::GuardianVisit) => "儿童监护走访",
        Purpose::Visit(VisitTag::ElderCheckIn) => "老年人探访关爱",
        Purpose::Visit(VisitTag::NeedsAssessment) => "残疾人需求评估",
        Purpose::Visit(VisitTag::Census) => "摸底调查",
        Purpose::Visit(VisitTag::FollowUp) => "服务跟进",
        Purpose::Sheet(SheetTag::MandatoryReport) => "强制报告",
        Purpose::Sheet(SheetTag::UrgentReport) => "紧急情况报告",
        Purpose::Sheet(SheetTag::VolunteerReport) => "志愿服务记录",
        Purpose::Sheet(SheetTag::ServicePlan) => "服务计划",
        Purpose::Sheet(SheetTag::Supervision) => "督导记录",
        Purpose::Sheet(SheetTag::Training) => "培训记录",
        Purpose::Sheet(SheetTag::Consent) => "知情同意书",
    }
}
