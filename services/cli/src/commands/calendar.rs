//! `calendar due` and `calendar year`: working days without a server.

use calendar::{Day, Due, Reason, weekday};
use clap::{Args, Subcommand};
use codes::Lang;
use serde::Serialize;
use time::Date;
use time::macros::format_description;

use crate::answer::{Answer, Column, Section, Table, column, wide};
use crate::failure::Failure;

/// Working days and deadlines.
#[derive(Debug, Subcommand)]
pub enum Calendar {
    /// The day on which a number of working days is over, and why (到期日).
    Due(DueOn),
    /// A year's holidays and working weekends (年度放假安排).
    Year(Year),
}

/// Arguments of `calendar due`.
#[derive(Debug, Args)]
pub struct DueOn {
    /// The day that starts the limit; it is not counted. YYYY-MM-DD.
    #[arg(long, value_parser = date)]
    from: Date,
    /// Working days to add.
    #[arg(long, value_parser = clap::value_parser!(u32).range(0..=3660))]
    days: u32,
}

/// Arguments of `calendar year`.
#[derive(Debug, Args)]
pub struct Year {
    /// The year, four digits.
    #[arg(value_parser = clap::value_parser!(i32).range(1993..=2199))]
    year: i32,
}

/// Reads `YYYY-MM-DD`.
pub fn date(text: &str) -> Result<Date, String> {
    Date::parse(text, &format_description!("[year]-[month]-[day]"))
        .map_err(|_| "not a date: write YYYY-MM-DD / 日期格式为YYYY-MM-DD".to_owned())
}

const DAYS: [Column; 4] = [
    column("date", "日期", "date"),
    column("weekday", "星期", "day"),
    column("effect", "计算", "count"),
    column("why", "原因", "why"),
];
const PAPERS: Column = wide("papers", "依据", "notice");

impl Calendar {
    pub(crate) fn run(self, lang: Lang) -> Result<Answer, Box<Failure>> {
        let calendar = calendar::Calendar::published();
        match self {
            Self::Due(DueOn { from, days }) => {
                let due = calendar
                    .due(from, days)
                    .map_err(|error| Failure::usage("到期日超出日历范围", error.to_string()))?;
                show_due(&due, lang)
            }
            Self::Year(Year { year }) => show_year(&calendar, year, lang),
        }
    }
}

fn show_due(due: &Due, lang: Lang) -> Result<Answer, Box<Failure>> {
    let rows = due.derivation.iter().map(|line| day_row(&line.day, line.count.says(lang), lang)).collect();
    let lines = vec![due.summary(lang)];
    let columns = [&DAYS[..], &[PAPERS]].concat();
    Ok(Answer::of(due)?.section(Section { lines, table: Table { columns, rows } }))
}

fn day_row(day: &Day, effect: String, lang: Lang) -> Vec<String> {
    vec![
        day.date.to_string(),
        weekday(day.date.weekday(), lang).to_owned(),
        effect,
        day.why(lang),
        day.papers().join(" "),
    ]
}

#[derive(Serialize)]
struct YearView {
    year: i32,
    published: bool,
    calendar: String,
    working_days: usize,
    days: Vec<Day>,
}

fn show_year(calendar: &calendar::Calendar, year: i32, lang: Lang) -> Result<Answer, Box<Failure>> {
    let days = calendar.year(year);
    let working_days = days.iter().filter(|day| day.working).count();
    let published = calendar.is_published(year);
    let rows =
        days.iter().filter(|day| is_special(day)).map(|day| day_row(day, effect(day, lang), lang)).collect();
    let lines = vec![year_summary(year, working_days, published, lang)];
    let columns = [&DAYS[..], &[PAPERS]].concat();
    let view = YearView { year, published, calendar: calendar.version().to_owned(), working_days, days };
    Ok(Answer::of(&view)?.section(Section { lines, table: Table { columns, rows } }))
}

fn is_special(day: &Day) -> bool {
    match day.reason {
        Reason::Holiday { .. } | Reason::Exchanged { .. } | Reason::FixedHoliday { .. } => true,
        Reason::Weekday | Reason::Weekend => false,
    }
}

fn effect(day: &Day, lang: Lang) -> String {
    let text = match (lang, day.working) {
        (Lang::Zh, true) => "上班",
        (Lang::Zh, false) => "放假",
        (Lang::En, true) => "working",
        (Lang::En, false) => "free",
    };
    text.to_owned()
}

fn year_summary(year: i32, working_days: usize, published: bool, lang: Lang) -> String {
    match (lang, published) {
        (Lang::Zh, true) => format!("{year}年共{working_days}个工作日"),
        (Lang::Zh, false) => format!("{year}年放假安排尚未公布,暂按周末和固定假日计{working_days}个工作日"),
        (Lang::En, true) => format!("{year} has {working_days} working days"),
        (Lang::En, false) => {
            format!(
                "the notice for {year} is not published; by weekends and fixed holidays {working_days} working days"
            )
        }
    }
}
