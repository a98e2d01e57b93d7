//! The craft room: a frozen paper becomes a PDF (domain.md §5.5), set by Typst from the templates beside this file.
//!
//! A rendering depends on the paper, its QR text and the copy, and on nothing else: no clock, no
//! network, no font of the machine. The same three give the same bytes.
mod code;
mod fonts;
mod sheet;
mod world;

use std::{path::Path, sync::Arc};

use fonts::Fonts;
pub use fonts::FontsError;
use kernel::error::{Coded, Kind};
use typst::{
    diag::SourceDiagnostic,
    foundations::{Datetime, Smart},
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use world::World;

use crate::domain::{Paper, PaperCopy};

/// Sets papers. Holds all fonts in memory; cheap to clone.
#[derive(Clone)]
pub struct Renderer {
    fonts: Arc<Fonts>,
}

/// A paper cannot be set.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A character that no font has would print as an empty box.
    #[error("no font has {}", list(.0))]
    GlyphMissing(Vec<char>),
    #[error("the QR code cannot be made: {0}")]
    Code(#[from] qrcode::types::QrError),
    #[error("Typst: {0}")]
    Typesetting(String),
}

impl Coded for RenderError {
    fn kind(&self) -> Kind {
        match self {
            Self::GlyphMissing(_) => Kind::Precondition,
            Self::Code(_) | Self::Typesetting(_) => Kind::Internal,
        }
    }

    fn reason(&self) -> &str {
        match self {
            Self::GlyphMissing(_) => "GLYPH_MISSING",
            Self::Code(_) | Self::Typesetting(_) => "INTERNAL",
        }
    }
}

/// `U+2A700 (𪜀), …`
fn list(characters: &[char]) -> String {
    let named: Vec<String> = characters.iter().map(|c| format!("U+{:04X} ({c})", u32::from(*c))).collect();
    named.join(", ")
}

impl Renderer {
    /// Reads the fonts of a folder into memory.
    ///
    /// # Errors
    /// A font that the templates use is not there; the error says where it comes from.
    pub fn load(fonts: &Path) -> Result<Self, FontsError> {
        Ok(Self { fonts: Arc::new(Fonts::load(fonts)?) })
    }

    /// Whether every character of the paper is in a font, asked before the paper is issued.
    ///
    /// # Errors
    /// [`RenderError::GlyphMissing`] with every such character, once.
    pub fn check(&self, paper: &Paper) -> Result<(), RenderError> {
        let mut missing = Vec::new();
        sheet::texts(&sheet::sheet(paper, PaperCopy::Unit), &mut |text| {
            for character in text.chars() {
                if !self.fonts.cover(character) && !missing.contains(&character) {
                    missing.push(character);
                }
            }
        });
        if missing.is_empty() { Ok(()) } else { Err(RenderError::GlyphMissing(missing)) }
    }

    /// Sets one copy of a paper as PDF/A-2b. Takes some 0.1 s of one core: call it off the runtime.
    ///
    /// # Errors
    /// A character in no font, or a defect of a template.
    pub fn render(&self, paper: &Paper, qr: &str, copy: PaperCopy) -> Result<Vec<u8>, RenderError> {
        self.check(paper)?;
        let code = code::draw(qr)?;
        let mut sheet = sheet::sheet(paper, copy);
        sheet["qr_size_mm"] = code.size_mm.into();
        let world = World::new(Arc::clone(&self.fonts), paper, &sheet, code.svg);

        let compiled = typst::compile::<PagedDocument>(&world);
        // A warning of the typesetter is a defect of a template, and what would be printed is in doubt.
        if !compiled.warnings.is_empty() {
            return Err(typesetting(&compiled.warnings));
        }
        let document = compiled.output.map_err(|errors| typesetting(&errors))?;

        let standards = PdfStandards::new(&[PdfStandard::A_2b])
            .map_err(|e| RenderError::Typesetting(format!("{e:?}")))?;
        let options = PdfOptions {
            ident: Smart::Custom(format!("{}#{}", paper.head.doc_no, copy.code())),
            // What is printed is frozen with the number: the issue day, not the day of printing.
            timestamp: issue_day(paper).map(Timestamp::new_utc),
            standards,
            ..PdfOptions::default()
        };
        let pdf = typst_pdf::pdf(&document, &options).map_err(|errors| typesetting(&errors));
        typst::comemo::evict(10);
        drop(world);
        pdf
    }
}

fn issue_day(paper: &Paper) -> Option<Datetime> {
    let day = paper.head.issued_on;
    Datetime::from_ymd_hms(day.year(), u8::from(day.month()), day.day(), 0, 0, 0)
}

fn typesetting(diagnostics: &[SourceDiagnostic]) -> RenderError {
    let messages: Vec<String> = diagnostics.iter().map(|diagnostic| diagnostic.message.to_string()).collect();
    RenderError::Typesetting(messages.join("; "))
}
