//! The 26 items of annex B. Wording after two public copies of the form that agree with each other.

use serde::{Deserialize, Serialize};

/// A part of annex B.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Part {
    /// 自理能力
    #[serde(rename = "B.1")]
    SelfCare,
    /// 基础运动能力
    #[serde(rename = "B.2")]
    Movement,
    /// 精神状态
    #[serde(rename = "B.3")]
    Mind,
    /// 感知觉与社会参与
    #[serde(rename = "B.4")]
    SensesAndSociety,
}

macro_rules! items {
    ($($(#[$doc:meta])* $item:ident $code:literal $part:ident $most:literal;)*) => {
        /// One item, by its number in annex B. Four-point items: 4 independent, 3 with guidance, 2 partly helped,
        /// 1 mainly helped, 0 fully dependent; one-point items look back one month.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Item {$(
            $(#[$doc])*
            #[serde(rename = $code)]
            $item,
        )*}

        impl Item {
            /// In the order of the annex.
            pub const ALL: [Self; 26] = [$(Self::$item),*];

            /// As `B.1.1`.
            pub fn code(self) -> &'static str {
                match self { $(Self::$item => $code),* }
            }

            /// Where it stands.
            pub fn part(self) -> Part {
                match self { $(Self::$item => Part::$part),* }
            }

            /// The most points it gives; the least is always 0.
            pub fn most_points(self) -> u8 {
                match self { $(Self::$item => $most),* }
            }
        }
    };
}

items! {
    /// 进食
    Eating "B.1.1" SelfCare 4;
    /// 修饰
    Grooming "B.1.2" SelfCare 4;
    /// 洗澡
    Bathing "B.1.3" SelfCare 4;
    /// 穿/脱上衣
    UpperDressing "B.1.4" SelfCare 4;
    /// 穿/脱裤子和鞋袜
    LowerDressing "B.1.5" SelfCare 4;
    /// 小便控制
    Bladder "B.1.6" SelfCare 4;
    /// 大便控制
    Bowels "B.1.7" SelfCare 4;
    /// 如厕
    Toileting "B.1.8" SelfCare 4;
    /// 床上体位转移
    TurningInBed "B.2.1" Movement 4;
    /// 床椅转移
    BedToChair "B.2.2" Movement 4;
    /// 平地行走
    Walking "B.2.3" Movement 4;
    /// 上下楼梯
    Stairs "B.2.4" Movement 3;
    /// 时间定向
    Time "B.3.1" Mind 4;
    /// 空间定向
    Space "B.3.2" Mind 4;
    /// 人物定向
    People "B.3.3" Mind 4;
    /// 记忆
    Memory "B.3.4" Mind 4;
    /// 理解能力
    Understanding "B.3.5" Mind 4;
    /// 表达能力
    Expression "B.3.6" Mind 4;
    /// 攻击行为
    Aggression "B.3.7" Mind 1;
    /// 抑郁症状
    Depression "B.3.8" Mind 1;
    /// 意识水平
    Consciousness "B.3.9" Mind 2;
    /// 视力
    Sight "B.4.1" SensesAndSociety 2;
    /// 听力
    Hearing "B.4.2" SensesAndSociety 2;
    /// 执行日常事务
    Errands "B.4.3" SensesAndSociety 4;
    /// 使用交通工具外出
    Transport "B.4.4" SensesAndSociety 3;
    /// 社会交往能力
    Company "B.4.5" SensesAndSociety 4;
}
