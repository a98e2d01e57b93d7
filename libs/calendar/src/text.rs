//! A derivation in words, for people who ask why.

use codes::Lang;
use time::Weekday;

use crate::day::{Day, Reason};
use crate::due::{Count, Due, Line};

/// The day of the week: 周六 or Sat.
pub fn weekday(weekday: Weekday, lang: Lang) -> &'static str {
    match (lang, weekday) {
        (Lang::Zh, Weekday::Monday) => "周一",
        (Lang::Zh, Weekday::Tuesday) => "周二",
        (Lang::Zh, Weekday::Wednesday) => "周三",
        (Lang::Zh, Weekday::Thursday) => "周四",
        (Lang::Zh, Weekday::Friday) => "周五",
        (Lang::Zh, Weekday::Saturday) => "周六",
        (Lang::Zh, Weekday::Sunday) => "周日",
        (Lang::En, Weekday::Monday) => "Mon",
        (Lang::En, Weekday::Tuesday) => "Tue",
        (Lang::En, Weekday::Wednesday) => "Wed",
        (Lang::En, Weekday::Thursday) => "Thu",
        (Lang::En, Weekday::Friday) => "Fri",
        (Lang::En, Weekday::Saturday) => "Sat",
        (Lang::En, Weekday::Sunday) => "Sun",
    }
}

impl Day {
    /// Why the day is working or free: 劳动节调休上班, 周末.
    pub fn why(&self, lang: Lang) -> String {
        let reason = match (lang, &self.reason) {
            (Lang::Zh, Reason::Weekday) => "工作日".to_owned(),
            (Lang::Zh, Reason::Weekend) => "周末".to_owned(),
            (Lang::Zh, Reason::Holiday { name, .. }) => format!("{name}放假"),
            (Lang::Zh, Reason::Exchanged { name, .. }) => format!("{name}调休上班"),
            (Lang::Zh, Reason::FixedHoliday { name }) => format!("{name}法定假日"),
            (Lang::En, Reason::Weekday) => "weekday".to_owned(),
            (Lang::En, Reason::Weekend) => "weekend".to_owned(),
            (Lang::En, Reason::Holiday { name, .. }) => format!("free for {}", holiday(name)),
            (Lang::En, Reason::Exchanged { name, .. }) => {
                format!("working in exchange for {}", holiday(name))
            }
            (Lang::En, Reason::FixedHoliday { name }) => format!("statutory {}", holiday(name)),
        };
        match (lang, self.provisional) {
            (_, false) => reason,
            (Lang::Zh, true) => format!("{reason}(暂定)"),
            (Lang::En, true) => format!("{reason} (provisional)"),
        }
    }

    /// The notices that name the day; empty when the week or the statute decides.
    pub fn papers(&self) -> &[String] {
        match &self.reason {
            Reason::Holiday { papers, .. } | Reason::Exchanged { papers, .. } => papers,
            Reason::Weekday | Reason::Weekend | Reason::FixedHoliday { .. } => &[],
        }
    }
}

/// The English name of a holiday; a name that no notice has used so far stays Chinese.
fn holiday(name: &str) -> &str {
    match name {
        "元旦" => "New Year",
        "春节" => "Spring Festival",
        "清明节" => "Qingming",
        "劳动节" | "“五一”" | "“五一”国际劳动节" => "Labour Day",
        "端午节" => "Dragon Boat Festival",
        "中秋节" => "Mid-Autumn Festival",
        "国庆节" | "“十一”" => "National Day",
        "国庆节、中秋节" | "中秋节、国庆节" => "National Day and Mid-Autumn Festival",
        "抗日战争暨世界反法西斯战争胜利70周年纪念日" => {
            "the 70th anniversary of victory in 1945"
        }
        other => other,
    }
}

impl Count {
    /// What the day does to the limit: 第1日, skipped.
    pub fn says(self, lang: Lang) -> String {
        match (lang, self) {
            (Lang::Zh, Self::Start) => "起算日,不计".to_owned(),
            (Lang::Zh, Self::Counted(number)) => format!("第{number}个工作日"),
            (Lang::Zh, Self::Skipped) => "不计".to_owned(),
            (Lang::Zh, Self::AfterCutOff) => "截止时刻后提交,不计".to_owned(),
            (Lang::Zh, Self::Last) => "期满日".to_owned(),
            (Lang::En, Self::Start) => "start, not counted".to_owned(),
            (Lang::En, Self::Counted(number)) => format!("working day {number}"),
            (Lang::En, Self::Skipped) => "skipped".to_owned(),
            (Lang::En, Self::AfterCutOff) => "submitted after the cut-off, not counted".to_owned(),
            (Lang::En, Self::Last) => "last day".to_owned(),
        }
    }
}

impl Line {
    /// The line in words: `2026-05-09 周六 第5个工作日(劳动节调休上班)`.
    pub fn text(&self, lang: Lang) -> String {
        let Day { date, .. } = self.day;
        let (name, count, why) = (weekday(date.weekday(), lang), self.count.says(lang), self.day.why(lang));
        match lang {
            Lang::Zh => format!("{date} {name} {count}({why})"),
            Lang::En => format!("{date} {name} {count} ({why})"),
        }
    }
}

impl Due {
    /// The deadline in one sentence, above its derivation.
    pub fn summary(&self, lang: Lang) -> String {
        let Self { from, days, due, .. } = self;
        let (from_day, due_day) = (weekday(from.weekday(), lang), weekday(due.weekday(), lang));
        let sentence = match lang {
            Lang::Zh => format!("自{from} {from_day}起{days}个工作日,{due} {due_day}期满"),
            Lang::En => format!("{days} working days from {from_day} {from} end on {due_day} {due}"),
        };
        match (lang, self.provisional) {
            (_, false) => sentence,
            (Lang::Zh, true) => format!("{sentence}(暂定:该年度放假安排尚未公布)"),
            (Lang::En, true) => format!("{sentence} (provisional: that year's notice is not published)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;
    use crate::Calendar;

    fn last_line(from: time::Date, days: u32, lang: Lang) -> String {
        Calendar::published().due(from, days).unwrap().derivation.last().unwrap().text(lang)
    }

    #[test]
    fn a_line_says_what_the_day_does_and_why() {
        assert_eq!(
            last_line(date!(2026 - 04 - 29), 5, Lang::Zh),
            "2026-05-09 周六 第5个工作日(劳动节调休上班)"
        );
        assert_eq!(
            last_line(date!(2026 - 04 - 29), 5, Lang::En),
            "2026-05-09 Sat working day 5 (working in exchange for Labour Day)"
        );
        assert_eq!(
            last_line(date!(2026 - 12 - 30), 5, Lang::Zh),
            "2027-01-07 周四 第5个工作日(工作日(暂定))"
        );
    }

    #[test]
    fn every_holiday_of_the_notices_has_an_english_name() {
        for year in 2007..=2026 {
            for day in Calendar::published().year(year) {
                assert!(day.why(Lang::En).is_ascii(), "{}", day.why(Lang::En));
            }
        }
    }

    #[test]
    fn a_provisional_deadline_says_so() {
        let due = Calendar::published().due(date!(2026 - 12 - 30), 5).unwrap();

        assert_eq!(
            due.summary(Lang::En),
            "5 working days from Wed 2026-12-30 end on Thu 2027-01-07 (provisional: that year's notice is not published)"
        );
    }
}
