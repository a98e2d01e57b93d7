//! The paths that a piece of Rust names: enough of the language to find them, no more.
use std::iter::Peekable;
use std::str::Chars;

/// A path as it was written, groups of `use` expanded.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Path {
    pub(super) segments: Vec<String>,
    pub(super) line: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Colons,
    Open,
    Close,
    Comma,
    Other,
}

/// Every path of two or more segments, and every `use`.
pub(super) fn paths(code: &str) -> Vec<Path> {
    let tokens = tokens(code);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((token, line)) = tokens.get(at) {
        match token {
            Token::Word(word) if word == "use" => at = used(&tokens, at + 1, &[], &mut found),
            Token::Word(_) => at = inline(&tokens, at, *line, &mut found),
            // What follows `::` belongs to the path before, e.g. after a turbofish.
            Token::Colons => at += 2,
            _ => at += 1,
        }
    }
    found
}

fn inline(tokens: &[(Token, usize)], mut at: usize, line: usize, found: &mut Vec<Path>) -> usize {
    let mut segments = Vec::new();
    while let Some((Token::Word(word), _)) = tokens.get(at) {
        segments.push(word.clone());
        at += 1;
        if !matches!(tokens.get(at), Some((Token::Colons, _))) {
            break;
        }
        at += 1;
    }
    if segments.len() > 1 {
        found.push(Path { segments, line });
    }
    at
}

/// One tree of a `use`, from `at` on; returns where it ends.
fn used(tokens: &[(Token, usize)], mut at: usize, before: &[String], found: &mut Vec<Path>) -> usize {
    let mut segments = before.to_vec();
    let mut line = 0;
    while let Some((token, number)) = tokens.get(at) {
        match token {
            Token::Word(word) if word == "as" => at += 2,
            Token::Word(word) => {
                line = *number;
                segments.push(word.clone());
                at += 1;
            }
            Token::Colons => at += 1,
            Token::Open => {
                at += 1;
                loop {
                    at = used(tokens, at, &segments, found);
                    match tokens.get(at) {
                        Some((Token::Comma, _)) => at += 1,
                        _ => return at + 1,
                    }
                }
            }
            Token::Comma | Token::Close => break,
            // `*` ends a path as a name would; `;` ends the statement.
            Token::Other => break,
        }
    }
    if line > 0 {
        found.push(Path { segments, line });
    }
    while matches!(tokens.get(at), Some((Token::Other, _))) && !before.is_empty() {
        at += 1;
    }
    at
}

fn tokens(code: &str) -> Vec<(Token, usize)> {
    let mut tokens = Vec::new();
    let mut line = 1;
    let mut chars = code.chars().peekable();
    while let Some(c) = chars.next() {
        let token = match c {
            '\n' => {
                line += 1;
                continue;
            }
            '/' if chars.peek() == Some(&'/') => {
                while chars.next_if(|c| *c != '\n').is_some() {}
                continue;
            }
            '"' => {
                line += skip_text(&mut chars);
                Token::Other
            }
            '\'' => {
                skip_character(&mut chars);
                Token::Other
            }
            c if c.is_alphanumeric() || c == '_' => {
                let mut word = String::from(c);
                while let Some(c) = chars.next_if(|c| c.is_alphanumeric() || *c == '_') {
                    word.push(c);
                }
                Token::Word(word)
            }
            ':' if chars.next_if_eq(&':').is_some() => Token::Colons,
            '{' => Token::Open,
            '}' => Token::Close,
            ',' => Token::Comma,
            c if c.is_whitespace() => continue,
            _ => Token::Other,
        };
        tokens.push((token, line));
    }
    tokens
}

/// Skips a string literal whose opening quote is gone; returns its line breaks.
fn skip_text(chars: &mut Peekable<Chars<'_>>) -> usize {
    let mut lines = 0;
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' => lines += usize::from(chars.next() == Some('\n')),
            '\n' => lines += 1,
            _ => {}
        }
    }
    lines
}

/// Skips `'x'` or `'\n'`; a lifetime has no closing quote and is skipped as a word.
fn skip_character(chars: &mut Peekable<Chars<'_>>) {
    if chars.next_if_eq(&'\\').is_some() {
        while chars.next_if(|c| *c != '\'').is_some() {}
        chars.next();
        return;
    }
    let mut ahead = chars.clone();
    ahead.next();
    if ahead.next() == Some('\'') {
        chars.next();
        chars.next();
    } else {
        while chars.next_if(|c| c.is_alphanumeric() || *c == '_').is_some() {}
    }
}
