//! The few words that are the sheet's own: all others come from the form and the caller.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use doorstep_domain::calendar::CHINA_AHEAD;

/// The language of the sheet's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    /// zh-CN
    Chinese,
    /// en
    English,
}

use Tongue::{Chinese, English};

impl Tongue {
    /// By the name of a language; of one that the sheet does not speak, Chinese.
    pub fn of(language: &str) -> Self {
        let code = language.get(..2).unwrap_or_default();
        if code.eq_ignore_ascii_case("en") || language.eq_ignore_ascii_case("english") {
            English
        } else {
            Chinese
        }
    }

    /// As PDF names languages.
    pub(crate) fn tag(self) -> &'static str {
        self.pick("zh-CN", "en")
    }

    /// One of two wordings.
    pub fn pick(self, chinese: &'static str, english: &'static str) -> &'static str {
        match self {
            Chinese => chinese,
            English => english,
        }
    }

    /// A minute in China's one time of day.
    pub fn minute(at: DateTime<Utc>) -> String {
        (at + CHINA_AHEAD).format("%Y-%m-%d %H:%M").to_string()
    }

    /// When the county had it.
    pub fn received(self) -> &'static str {
        self.pick("县级收到时间", "With the county since")
    }

    /// Which record it takes the place of.
    pub fn corrects(self) -> &'static str {
        self.pick("更正记录", "Corrects")
    }

    /// The office of whoever visited, too.
    pub fn second(self) -> &'static str {
        self.pick("第二调查人签名", "Second investigator")
    }

    /// 入户核查 is printed as 入户核查表.
    pub(crate) fn title(self, form: &str) -> String {
        let sheet = self == Chinese && !form.is_empty() && !form.ends_with(['表', '书', '单', '册', '录']);
        if sheet { format!("{form}表") } else { form.to_owned() }
    }

    pub(crate) fn date(self, date: NaiveDate) -> String {
        match self {
            Chinese => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
            English => date.format("%Y-%m-%d").to_string(),
        }
    }

    pub(crate) fn page(self, page: usize, pages: usize) -> String {
        match self {
            Chinese => format!("第 {page} 页，共 {pages} 页"),
            English => format!("Page {page} of {pages}"),
        }
    }

    pub(crate) fn day(self) -> &'static str {
        self.pick("走访日期", "Date of the visit")
    }

    pub(crate) fn record(self) -> &'static str {
        self.pick("记录编号", "Record")
    }

    pub(crate) fn number(self) -> &'static str {
        self.pick("序号", "No.")
    }

    pub(crate) fn instance(self, label: &str, position: usize) -> String {
        match self {
            Chinese => format!("{label}（{position}）"),
            English => format!("{label} ({position})"),
        }
    }

    pub(crate) fn again(self, heading: &str) -> String {
        match self {
            Chinese => format!("{heading}（续）"),
            English => format!("{heading} (continued)"),
        }
    }

    /// A repeat without instances.
    pub(crate) fn none(self) -> &'static str {
        self.pick("无", "None")
    }

    pub(crate) fn read(self) -> &'static str {
        self.pick("已阅", "Read")
    }

    pub(crate) fn photographs(self) -> &'static str {
        self.pick("照片", "Photographs")
    }

    pub(crate) fn signatures(self) -> &'static str {
        self.pick("签名", "Signatures")
    }

    pub(crate) fn photograph(self, number: usize) -> String {
        format!("{} {number}", self.pick("照片", "Photograph"))
    }

    pub(crate) fn see(self, number: usize) -> String {
        match self {
            Chinese => format!("照片 {number}（附后）"),
            English => format!("Photograph {number}, at the end"),
        }
    }

    pub(crate) fn no_picture(self) -> &'static str {
        self.pick("（图像缺失）", "(the picture is missing)")
    }

    pub(crate) fn dated(self) -> &'static str {
        self.pick("日期：", "Date: ")
    }

    /// What to check, and with what; the form's names last, which a county may make long.
    pub(crate) fn foot(self, form: &str, version: &str, hash: &str) -> String {
        match self {
            Chinese => format!("记录摘要 {hash}…，可用 doorstep verify 核验　表单 {form} 版本 {version}"),
            English => {
                format!(
                    "Record hash {hash}…, to be checked with doorstep verify. Form {form}, version {version}"
                )
            }
        }
    }

    pub(crate) fn lacking(self, characters: &str) -> String {
        match self {
            Chinese => format!("〓 代替字库中没有的字符：{characters}"),
            English => format!("〓 stands for characters that the font lacks: {characters}"),
        }
    }

    /// Whether a label says that an amount of money is asked for.
    pub(crate) fn means_money(label: &str) -> bool {
        ["元）", "(元", "万元", "yuan", "¥", "￥"].iter().any(|unit| label.contains(unit))
    }
}
