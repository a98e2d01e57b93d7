//! Showing answers and failures: tables for people, values for programs.

use std::io::{self, Write};

use comfy_table::presets::NOTHING;

use crate::answer::{Answer, Section, Table};
use crate::args::{Format, Output};
use crate::exit::Exit;
use crate::failure::Failure;

/// Writes an answer to standard output and says how the command ends.
pub fn show(answer: &Answer, output: Output) -> Exit {
    let text = text(answer, output);
    match text.and_then(|text| write_all(&mut io::stdout().lock(), &text)) {
        Ok(()) => answer.exit,
        // The reader has seen enough (`| head`).
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => answer.exit,
        Err(error) => complain(&Failure::internal(&error), output),
    }
}

/// Writes a failure to standard error and says how the command ends.
pub fn complain(failure: &Failure, output: Output) -> Exit {
    let text = match output.format {
        Format::Json | Format::Jsonl => format!("{}\n", failure_value(failure)),
        Format::Table | Format::Wide | Format::Yaml | Format::Csv => failure_text(failure, output),
    };
    // Nobody is left to tell when standard error is closed; the exit code stays.
    let _ = write_all(&mut io::stderr().lock(), &text);
    failure.exit
}

fn write_all(to: &mut impl Write, text: &str) -> io::Result<()> {
    to.write_all(text.as_bytes())?;
    to.flush()
}

/// The answer in the form asked for.
pub fn text(answer: &Answer, output: Output) -> io::Result<String> {
    match output.format {
        Format::Table | Format::Wide => Ok(sections(&answer.sections, output)),
        Format::Json => Ok(format!("{:#}\n", answer.value)),
        Format::Jsonl => Ok(match &answer.value {
            serde_json::Value::Array(items) => items.iter().map(|item| format!("{item}\n")).collect(),
            object => format!("{object}\n"),
        }),
        Format::Yaml => serde_yaml_ng::to_string(&answer.value).map_err(io::Error::other),
        Format::Csv => answer
            .sections
            .iter()
            .find(|section| !section.table.columns.is_empty())
            .map_or(Ok(String::new()), |section| csv(&section.table)),
    }
}

fn sections(sections: &[Section], output: Output) -> String {
    let mut blocks = Vec::new();
    for section in sections {
        let mut block: String = section.lines.iter().map(|line| format!("{line}\n")).collect();
        if !section.table.columns.is_empty() {
            block.push_str(&table(&section.table, output));
        }
        blocks.push(block);
    }
    blocks.join("\n")
}

fn table(table: &Table, output: Output) -> String {
    let shown: Vec<bool> =
        table.columns.iter().map(|column| !column.wide || output.format == Format::Wide).collect();
    let keep = |cells: Vec<String>| -> Vec<String> {
        cells.into_iter().zip(&shown).filter(|(_, shown)| **shown).map(|(cell, _)| cell).collect()
    };
    let heads = table.columns.iter().map(|column| column.label.in_lang(output.lang).to_owned()).collect();
    let mut drawn = comfy_table::Table::new();
    drawn.load_style(NOTHING).set_header(keep(heads));
    for row in &table.rows {
        drawn.add_row(keep(row.clone()));
    }
    for column in drawn.column_iter_mut() {
        column.set_padding((0, 2));
    }
    drawn.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn csv(table: &Table) -> io::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(table.columns.iter().map(|column| column.key))?;
    for row in &table.rows {
        writer.write_record(row)?;
    }
    let bytes = writer.into_inner().map_err(|error| error.into_error())?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

fn failure_text(failure: &Failure, output: Output) -> String {
    let lang = output.lang;
    let word = |zh, en| codes::Label { zh, en }.in_lang(lang);
    let mut text = format!("{} {}: {}\n", word("错误", "error"), failure.reason, failure.sentence(lang));
    for defect in &failure.defects {
        text.push_str(&defect.line(lang));
        text.push('\n');
    }
    if let Some(advice) = failure.advice {
        text.push_str(&format!("{}: {}\n", word("处理办法", "what to do"), advice.in_lang(lang)));
    }
    if let Some(trace_id) = &failure.trace_id {
        text.push_str(&format!("{}: {trace_id}\n", word("跟踪号", "trace id")));
    }
    text
}

fn failure_value(failure: &Failure) -> serde_json::Value {
    serde_json::json!({ "error": {
        "reason": failure.reason,
        "exit": failure.exit.number(),
        "zh": failure.zh,
        "en": failure.en,
        "advice": failure.advice.map(|advice| serde_json::json!({ "zh": advice.zh, "en": advice.en })),
        "defects": failure.defects,
        "trace_id": failure.trace_id,
    }})
}

#[cfg(test)]
mod tests {
    use codes::Lang;

    use super::*;
    use crate::answer::{column, wide};
    use crate::failure::Defect;

    fn units() -> Answer {
        Answer::of(&serde_json::json!([{ "id": "sch" }, { "id": "edu" }])).unwrap().table(
            &[column("id", "代码", "id"), column("name", "名称", "name"), wide("uscc", "信用代码", "uscc")],
            vec![
                vec!["sch".to_owned(), "第一实验中学".to_owned(), "12420800JM00000339".to_owned()],
                vec!["edu".to_owned(), "教育局, 市".to_owned(), "11420800JM0000025H".to_owned()],
            ],
        )
    }

    fn shown(format: Format) -> String {
        text(&units(), Output { format, lang: Lang::Zh }).unwrap()
    }

    #[test]
    fn a_table_shows_one_row_per_object_and_wide_columns_on_demand() {
        assert_eq!(shown(Format::Table), "代码  名称\nsch   第一实验中学\nedu   教育局, 市\n");
        assert!(shown(Format::Wide).contains("12420800JM00000339"));
    }

    #[test]
    fn programs_get_the_value() {
        assert_eq!(shown(Format::Jsonl), "{\"id\":\"sch\"}\n{\"id\":\"edu\"}\n");
        assert_eq!(shown(Format::Yaml), "- id: sch\n- id: edu\n");
        assert_eq!(
            shown(Format::Csv),
            "id,name,uscc\nsch,第一实验中学,12420800JM00000339\nedu,\"教育局, 市\",11420800JM0000025H\n"
        );
    }

    #[test]
    fn an_empty_list_is_an_empty_list_in_json() {
        let answer = Answer::of(&Vec::<u8>::new()).unwrap();

        assert_eq!(text(&answer, Output { format: Format::Json, lang: Lang::Zh }).unwrap(), "[]\n");
    }

    #[test]
    fn a_failure_names_reason_every_defect_advice_and_trace() {
        let mut failure = Failure::new(Exit::Failed, "QUOTA_INSUFFICIENT", "空编不足", "no vacancy")
            .advise("减少数量", "ask for fewer");
        failure.trace_id = Some("4bf9".to_owned());
        failure.defects.push(Defect {
            code: "QUOTA_INSUFFICIENT".to_owned(),
            subject: "available=0".to_owned(),
            zh: "可用编制为0".to_owned(),
            en: "0 seats are available".to_owned(),
        });

        let text = failure_text(&failure, Output { format: Format::Table, lang: Lang::En });

        assert_eq!(
            text,
            "error QUOTA_INSUFFICIENT: no vacancy\n  - QUOTA_INSUFFICIENT [available=0]: 0 seats are available\n\
             what to do: ask for fewer\ntrace id: 4bf9\n"
        );
    }
}
