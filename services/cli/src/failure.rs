//! What went wrong, in words a clerk can act upon.

use codes::{Label, Lang};

use crate::exit::Exit;

/// A command that could not be done. Boxed wherever it travels: it is rare and large.
#[derive(Debug)]
pub struct Failure {
    pub exit: Exit,
    /// `UPPER_SNAKE`, from the services' list of reasons or one of the command line's own.
    pub reason: String,
    pub zh: String,
    pub en: String,
    /// What to do about it.
    pub advice: Option<Label>,
    /// Every rule that refuses and every field that is wrong.
    pub defects: Vec<Defect>,
    pub trace_id: Option<String>,
}

/// One finding of a rule, or one wrong field.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Defect {
    /// The reason of the finding, or `FIELD_INVALID`.
    pub code: String,
    /// The field or the figures it is about.
    pub subject: String,
    pub zh: String,
    pub en: String,
}

impl Failure {
    /// A failure with its sentence in both languages.
    pub fn new(exit: Exit, reason: &str, zh: impl Into<String>, en: impl Into<String>) -> Box<Self> {
        Box::new(Self {
            exit,
            reason: reason.to_owned(),
            zh: zh.into(),
            en: en.into(),
            advice: None,
            defects: Vec::new(),
            trace_id: None,
        })
    }

    /// An argument that does not say what it should.
    pub fn usage(zh: impl Into<String>, en: impl Into<String>) -> Box<Self> {
        Self::new(Exit::Usage, "USAGE", zh, en)
    }

    /// A fault of this program.
    pub fn internal(error: &dyn std::error::Error) -> Box<Self> {
        Self::new(
            Exit::Failed,
            "INTERNAL",
            format!("程序内部错误:{error}"),
            format!("internal fault: {error}"),
        )
    }

    /// Adds what to do.
    pub fn advise(mut self: Box<Self>, zh: &'static str, en: &'static str) -> Box<Self> {
        self.advice = Some(Label { zh, en });
        self
    }

    /// The sentence in a language.
    pub fn sentence(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

impl Defect {
    /// The defect as one line: code, subject, sentence.
    pub fn line(&self, lang: Lang) -> String {
        let subject = if self.subject.is_empty() { String::new() } else { format!(" [{}]", self.subject) };
        format!("  - {}{subject}: {}", self.code, self.sentence(lang))
    }

    /// The sentence in a language.
    pub fn sentence(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}
