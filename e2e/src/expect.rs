//! Looking into an answer: JSON paths with a choice in lists, e.g. `/papers/[type=LETTER]/doc_no`.

use std::collections::BTreeMap;

use serde_json::Value;

/// What stands at a path; `#` is the length of a list, `[field=value]` the first element with that value.
pub(crate) fn at<'a>(answer: &'a Value, path: &str) -> Option<std::borrow::Cow<'a, Value>> {
    let mut here = answer;
    for part in path.split('/').filter(|part| !part.is_empty()) {
        if part == "#" {
            return Some(std::borrow::Cow::Owned(Value::from(here.as_array()?.len())));
        }
        here = match part.strip_prefix('[').and_then(|part| part.strip_suffix(']')) {
            Some(choice) => {
                let (field, wanted) = choice.split_once('=')?;
                here.as_array()?.iter().find(|element| text(&element[field]) == wanted)?
            }
            None => match here {
                Value::Array(elements) => elements.get(part.parse::<usize>().ok()?)?,
                _ => here.get(part)?,
            },
        };
    }
    Some(std::borrow::Cow::Borrowed(here))
}

/// A value as people read it: without quotes.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Every expectation that does not hold, in words.
pub(crate) fn unmet(
    answer: &Value,
    expectations: &BTreeMap<String, Value>,
    resolve: impl Fn(&str) -> anyhow::Result<String>,
) -> anyhow::Result<Vec<String>> {
    let mut unmet = Vec::new();
    for (path, wanted) in expectations {
        let path = resolve(path)?;
        let wanted = match wanted {
            Value::String(text) => Value::from(resolve(text)?),
            other => other.clone(),
        };
        match at(answer, &path) {
            Some(found) if *found == wanted || (wanted.is_string() && text(&found) == text(&wanted)) => {}
            Some(found) => unmet.push(format!("{path} is {found}, not {wanted}")),
            None if wanted.is_null() => {}
            None => unmet.push(format!("{path} is not there, {wanted} was due")),
        }
    }
    Ok(unmet)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_path_chooses_in_a_list() {
        let answer = json!({ "papers": [{ "type": "PERMIT", "doc_no": "12号" }, { "type": "LETTER", "doc_no": "45号" }] });

        assert_eq!(*at(&answer, "/papers/[type=LETTER]/doc_no").unwrap(), json!("45号"));
        assert_eq!(*at(&answer, "/papers/#").unwrap(), json!(2));
        assert_eq!(at(&answer, "/papers/[type=ENTRY]/doc_no"), None);
    }
}
