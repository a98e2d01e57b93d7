//! Canonical JSON (RFC 8785): the same words give the same bytes, whoever writes them.

use serde::Serialize;

/// The canonical bytes of a value, ready to be hashed and stored.
///
/// # Errors
/// A value that JSON cannot say: a map with keys that are no text, a number that is not finite.
pub fn canonical<T: Serialize>(value: &T) -> Result<String, NotCanonical> {
    serde_json_canonicalizer::to_string(value).map_err(NotCanonical)
}

/// A value has no canonical JSON.
#[derive(Debug, thiserror::Error)]
#[error("no canonical JSON: {0}")]
pub struct NotCanonical(serde_json::Error);

#[cfg(test)]
mod tests {
    use super::canonical;

    /// RFC 8785 §3.2.2 and §3.2.4, the sample and its canonical form.
    #[test]
    fn the_sample_of_the_rfc_is_reproduced() {
        let sample = r#"{
          "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
          "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
          "literals": [null, true, false]
        }"#;
        let value: serde_json::Value = serde_json::from_str(sample).unwrap();

        let text = canonical(&value).unwrap();

        let expected = r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#;
        assert_eq!(text, expected);
    }

    /// Keys are ordered by UTF-16 code units (RFC 8785 §3.2.3): U+1F600 before U+FB33.
    #[test]
    fn keys_are_sorted_by_their_utf16_code_units() {
        let value = serde_json::json!({"\u{fb33}": 1, "\u{1f600}": 2, "名": 3, "a": 4});

        assert_eq!(canonical(&value).unwrap(), "{\"a\":4,\"名\":3,\"\u{1f600}\":2,\"\u{fb33}\":1}");
    }
}
