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
    ($($(#[$doc:meta])* $item:ident $code:literal $name:literal $part:ident $most:literal;)*) => {
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

            /// As forms name it after `ab_`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$item => $name),* }
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
    Eating "B.1.1" "eating" SelfCare 4;
    /// 修饰
    Grooming "B.1.2" "grooming" SelfCare 4;
    /// 洗澡
    Bathing "B.1.3" "bathing" SelfCare 4;
    /// 穿/脱上衣
    UpperDressing "B.1.4" "upper_dressing" SelfCare 4;
    /// 穿/脱裤子和鞋袜
    LowerDressing "B.1.5" "lower_dressing" SelfCare 4;
    /// 小便控制
    Bladder "B.1.6" "bladder" SelfCare 4;
    /// 大便控制
    Bowels "B.1.7" "bowels" SelfCare 4;
    /// 如厕
    Toileting "B.1.8" "toileting" SelfCare 4;
    /// 床上体位转移
    TurningInBed "B.2.1" "turning_in_bed" Movement 4;
    /// 床椅转移
    BedToChair "B.2.2" "bed_to_chair" Movement 4;
    /// 平地行走
    Walking "B.2.3" "walking" Movement 4;
    /// 上下楼梯
    Stairs "B.2.4" "stairs" Movement 3;
    /// 时间定向
    Time "B.3.1" "time" Mind 4;
    /// 空间定向
    Space "B.3.2" "space" Mind 4;
    /// 人物定向
    People "B.3.3" "people" Mind 4;
    /// 记忆
    Memory "B.3.4" "memory" Mind 4;
    /// 理解能力
    Understanding "B.3.5" "understanding" Mind 4;
    /// 表达能力
    Expression "B.3.6" "expression" Mind 4;
    /// 攻击行为
    Aggression "B.3.7" "aggression" Mind 1;
    /// 抑郁症状
    Depression "B.3.8" "depression" Mind 1;
    /// 意识水平
    Consciousness "B.3.9" "consciousness" Mind 2;
    /// 视力
    Sight "B.4.1" "sight" SensesAndSociety 2;
    /// 听力
    Hearing "B.4.2" "hearing" SensesAndSociety 2;
    /// 执行日常事务
    Errands "B.4.3" "errands" SensesAndSociety 4;
    /// 使用交通工具外出
    Transport "B.4.4" "transport" SensesAndSociety 3;
    /// 社会交往能力
    Company "B.4.5" "company" SensesAndSociety 4;
}
