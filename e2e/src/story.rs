//! Telling what happens, for a person at a terminal or for nobody in a test.

/// Where the story goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Story {
    /// To standard output: the demo.
    Told,
    /// Nowhere: a test prints only what went wrong.
    Silent,
}

impl Story {
    /// A heading.
    pub(crate) fn chapter(self, title: &str) {
        self.line(&format!("\n━━ {title}"));
    }

    /// A sentence of the story.
    pub(crate) fn sentence(self, when: &str, sentence: &str) {
        self.line(&format!("\n{when:<17} {sentence}"));
    }

    /// A command as somebody typed it.
    pub(crate) fn command(self, line: &str) {
        self.line(&format!("                  $ {line}"));
    }

    /// A fact about the answer.
    pub(crate) fn fact(self, fact: &str) {
        self.line(&format!("                  → {fact}"));
    }

    /// What a command printed.
    pub(crate) fn output(self, text: &str) {
        for line in text.lines() {
            self.line(&format!("                  {line}"));
        }
    }

    #[expect(clippy::print_stdout, reason = "the demo tells its story on standard output")]
    pub(crate) fn line(self, line: &str) {
        match self {
            Self::Told => println!("{line}"),
            Self::Silent => {}
        }
    }
}
