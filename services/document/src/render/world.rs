//! What Typst may see: the templates, the sheet, the code, the fonts. Nothing of the machine.

use std::sync::Arc;

use serde_json::Value;
use typst::{
    Library, LibraryExt, World as TypstWorld,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

use super::fonts::Fonts;
use crate::domain::{Body, Paper};

/// The templates, compiled into the program.
const TEMPLATES: [(&str, &str); 6] = [
    ("standard.typ", include_str!("templates/standard.typ")),
    ("slip.typ", include_str!("templates/slip.typ")),
    ("letter.typ", include_str!("templates/letter.typ")),
    ("permit.typ", include_str!("templates/permit.typ")),
    ("entry.typ", include_str!("templates/entry.typ")),
    ("funding.typ", include_str!("templates/funding.typ")),
];

pub(super) struct World {
    library: LazyHash<Library>,
    fonts: Arc<Fonts>,
    main: Source,
    templates: Vec<Source>,
    sheet: (FileId, Bytes),
    code: (FileId, Bytes),
    issued_on: Option<Datetime>,
}

impl World {
    pub(super) fn new(fonts: Arc<Fonts>, paper: &Paper, sheet: &Value, code_svg: String) -> Self {
        let template = match &paper.body {
            Body::Letter(_) => "letter",
            Body::Permit(_) => "permit",
            Body::Entry(_) => "entry",
            Body::Funding(_) => "funding",
        };
        let main = format!("#import \"{template}.typ\": {template}\n#{template}(json(\"paper.json\"))\n");
        let day = paper.head.issued_on;
        Self {
            library: LazyHash::new(Library::builder().build()),
            fonts,
            main: Source::new(file("main.typ"), main),
            templates: TEMPLATES
                .iter()
                .map(|(name, text)| Source::new(file(name), (*text).to_owned()))
                .collect(),
            sheet: (file("paper.json"), Bytes::from_string(sheet.to_string())),
            code: (file("qr.svg"), Bytes::from_string(code_svg)),
            issued_on: Datetime::from_ymd(day.year(), u8::from(day.month()), day.day()),
        }
    }
}

fn file(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("the names of our own files are valid paths");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

impl TypstWorld for World {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        [&self.main]
            .into_iter()
            .chain(&self.templates)
            .find(|source| source.id() == id)
            .cloned()
            .ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        [&self.sheet, &self.code]
            .into_iter()
            .find(|(known, _)| *known == id)
            .map(|(_, bytes)| bytes.clone())
            .ok_or_else(|| not_found(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.face(index)
    }

    /// The issue day: a paper never shows when it was rendered.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        self.issued_on
    }
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}
