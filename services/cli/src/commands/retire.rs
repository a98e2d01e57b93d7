//! `retire`: the month of retirement for a month of birth.

use calendar::{Month, RetireClass, retirement};
use clap::Args;
use codes::Lang;
use serde::Serialize;

use crate::answer::{Answer, label};
use crate::failure::Failure;

/// Arguments of `retire`.
#[derive(Debug, Args)]
pub struct Retire {
    /// Month of birth, YYYY-MM; the archive's where it differs from the ID's.
    #[arg(long)]
    birth: Month,
    /// male, f55 or f50: the old age of 60, 55 or 50.
    #[arg(long)]
    class: RetireClass,
}

#[derive(Serialize)]
struct View {
    birth: Month,
    class: &'static str,
    month: Month,
    old_age: Month,
    delay_months: i32,
    exit_on: String,
    elastic_earliest: Option<Month>,
    elastic_latest: Option<Month>,
}

impl Retire {
    pub(crate) fn run(self, lang: Lang) -> Result<Answer, Box<Failure>> {
        let found = retirement(self.birth, self.class);
        let view = View {
            birth: self.birth,
            class: self.class.code(),
            month: found.month,
            old_age: found.old_age,
            delay_months: found.delay_months,
            exit_on: found.exit_on().to_string(),
            elastic_earliest: found.elastic.map(|window| window.earliest),
            elastic_latest: found.elastic.map(|window| window.latest),
        };
        let none = label("无", "none").in_lang(lang).to_owned();
        let elastic = found.elastic.map_or(none, |window| format!("{} – {}", window.earliest, window.latest));
        let facts = vec![
            (label("法定退休年月", "statutory month"), view.month.to_string()),
            (label("下编生效日期", "exit effective on"), view.exit_on.clone()),
            (label("原退休年月", "old-age month"), view.old_age.to_string()),
            (label("延迟月数", "months of delay"), view.delay_months.to_string()),
            (label("弹性退休区间", "elastic window"), elastic),
        ];
        Ok(Answer::of(&view)?.facts(facts, lang))
    }
}
