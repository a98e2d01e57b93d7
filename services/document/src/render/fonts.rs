//! The fonts of the papers, read once and kept in memory.

use std::path::{Path, PathBuf};

use typst::{
    foundations::Bytes,
    text::{Font, FontBook},
    utils::LazyHash,
};

/// The files that the templates need: Fandol for the four faces of official papers, and Noto Serif
/// CJK for the characters outside GB 2312.
const FILES: [&str; 6] = [
    "FandolFang-Regular.otf",
    "FandolHei-Regular.otf",
    "FandolSong-Regular.otf",
    "FandolSong-Bold.otf",
    "NotoSerifCJK-Regular.ttc",
    "NotoSerifCJK-Bold.ttc",
];

/// The last font of every chain in the templates.
const FALLBACK: &str = "Noto Serif CJK SC";

/// A font file is missing or is none.
#[derive(Debug, thiserror::Error)]
pub enum FontsError {
    #[error(
        "font {path}: {source} (fonts come from Debian's texlive-lang-chinese and fonts-noto-cjk; \
         `make setup` fetches them, BIANZHI_FONTS names another folder)"
    )]
    File { path: PathBuf, source: std::io::Error },
    #[error("font {0} has no face that can be used")]
    NoFace(PathBuf),
}

/// All faces, and which characters they can print.
pub(super) struct Fonts {
    pub(super) book: LazyHash<FontBook>,
    faces: Vec<Font>,
}

impl Fonts {
    pub(super) fn load(folder: &Path) -> Result<Self, FontsError> {
        let mut faces = Vec::new();
        for file in FILES {
            let path = folder.join(file);
            let data =
                std::fs::read(&path).map_err(|source| FontsError::File { path: path.clone(), source })?;
            // A Noto collection has a face for each script; only the simplified Chinese one is ours.
            let of_this_file: Vec<Font> = Font::iter(Bytes::new(data))
                .filter(|font| !file.starts_with("Noto") || font.info().family == FALLBACK)
                .collect();
            if of_this_file.is_empty() {
                return Err(FontsError::NoFace(path));
            }
            faces.extend(of_this_file);
        }
        Ok(Self { book: LazyHash::new(FontBook::from_fonts(&faces)), faces })
    }

    pub(super) fn face(&self, index: usize) -> Option<Font> {
        self.faces.get(index).cloned()
    }

    /// Whether a character can be printed wherever it stands: in the fallback face of every weight,
    /// or in all faces before it.
    pub(super) fn cover(&self, character: char) -> bool {
        let has = |font: &&Font| font.info().coverage.contains(u32::from(character));
        let (fallback, first): (Vec<&Font>, Vec<&Font>) =
            self.faces.iter().partition(|font| font.info().family == FALLBACK);
        fallback.iter().all(has) || first.iter().all(has)
    }
}
