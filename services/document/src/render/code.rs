//! The QR code as printed (domain.md §5.6): level M, at least 25 mm square without its quiet zone of
//! four modules, a module at least 0.33 mm.

use qrcode::{
    EcLevel, QrCode,
    render::svg,
    types::{QrError, QrResult},
};

const SMALLEST_MM: f64 = 25.0;
const SMALLEST_MODULE_MM: f64 = 0.33;
const QUIET_MODULES: f64 = 4.0;

/// A drawn code.
pub(super) struct Code {
    /// Vector drawing, quiet zone included.
    pub svg: String,
    /// Side of the drawing when printed, quiet zone included.
    pub size_mm: f64,
}

/// Draws the code of a text.
pub(super) fn draw(text: &str) -> Result<Code, QrError> {
    let code = encode(text)?;
    // A QR code has at most 177 modules, so the conversion is exact.
    let modules = f64::from(u32::try_from(code.width()).unwrap_or(u32::MAX));
    let module_mm = (SMALLEST_MM / modules).max(SMALLEST_MODULE_MM);
    let svg = code.render::<svg::Color<'_>>().quiet_zone(true).module_dimensions(8, 8).build();
    Ok(Code { svg, size_mm: (modules + 2.0 * QUIET_MODULES) * module_mm })
}

fn encode(text: &str) -> QrResult<QrCode> {
    QrCode::with_error_correction_level(text, EcLevel::M)
}

#[cfg(test)]
mod tests {
    use qrcode::Version;

    use super::*;

    /// 197 characters in alphanumeric mode fit version 8 at level M (capacity 221).
    #[test]
    fn a_payload_fits_the_version_that_scanners_read_easily() {
        let payload =
            format!("JMBB1.E.{}.260825.{}.ABCDEFGH.{}", "A".repeat(16), "B".repeat(52), "C".repeat(103));

        let code = encode(&payload).unwrap();

        assert_eq!(code.version(), Version::Normal(8));
        assert!(draw(&payload).unwrap().size_mm > 25.0 * 57.0 / 49.0 - 0.01);
    }
}
