//! Who may know whom inside a service (architecture.md §1).
mod paths;

use std::fs;
use std::path::Path;

use paths::paths;

/// For each room, the crates and the rooms it must not know.
struct Walls {
    room: &'static str,
    crates: &'static [&'static str],
    rooms: &'static [&'static str],
}

const WALLS: &[Walls] = &[
    Walls {
        room: "domain",
        crates: &[
            "anyhow",
            "blob",
            "channel",
            "command",
            "db",
            "futures",
            "messaging",
            "policy",
            "proto",
            "prost",
            "rdkafka",
            "seal",
            "service",
            "sqlx",
            "tokio",
            "tokio_stream",
            "tonic",
            "vault",
        ],
        rooms: &[
            "app",
            "ca",
            "definition",
            "events",
            "grpc",
            "partner",
            "remote",
            "render",
            "store",
            "workers",
        ],
    },
    Walls {
        room: "store",
        crates: &["anyhow", "blob", "channel", "command", "rdkafka", "service", "tokio", "tonic"],
        rooms: &["app", "ca", "definition", "events", "grpc", "partner", "remote", "render", "workers"],
    },
    Walls {
        room: "app",
        crates: &["anyhow", "channel", "messaging", "prost", "proto", "rdkafka", "tonic"],
        rooms: &["events", "grpc", "workers"],
    },
    Walls {
        room: "grpc",
        crates: &["anyhow", "channel", "db", "messaging", "rdkafka", "sqlx"],
        rooms: &["events", "remote", "store", "workers"],
    },
    Walls {
        room: "events",
        crates: &["anyhow", "channel", "db", "rdkafka", "sqlx", "tonic"],
        rooms: &["grpc", "remote", "store", "workers"],
    },
    Walls {
        room: "workers",
        crates: &["anyhow", "channel", "messaging", "prost", "proto", "rdkafka", "sqlx", "tonic"],
        rooms: &["events", "grpc", "remote", "store"],
    },
    Walls {
        room: "remote",
        crates: &["anyhow", "db", "messaging", "rdkafka", "sqlx"],
        rooms: &["app", "ca", "definition", "events", "grpc", "partner", "render", "store", "workers"],
    },
    craft("ca"),
    craft("definition"),
    craft("partner"),
    craft("render"),
];

/// The one room of a house that has a craft.
const fn craft(room: &'static str) -> Walls {
    Walls {
        room,
        crates: &["anyhow", "db", "messaging", "rdkafka", "sqlx", "tonic"],
        rooms: &["app", "events", "grpc", "remote", "store", "workers"],
    }
}

/// SQL is written in one room only.
const SQL_ROOM: &str = "store";

/// Fails with every place under `src` that looks over a wall. Tests at a file's end are not looked at.
///
/// ```ignore
/// #[test]
/// fn rooms_know_only_their_neighbours() {
///     testkit::rooms::assert_walls(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
/// }
/// ```
pub fn assert_walls(src: impl AsRef<Path>) {
    let src = src.as_ref();
    assert!(src.join("lib.rs").exists(), "{} is no source folder", src.display());
    let mut crossings = Vec::new();
    for walls in WALLS {
        let places = [src.join(walls.room), src.join(format!("{}.rs", walls.room))];
        for entry in places.into_iter().filter(|place| place.exists()) {
            visit(&entry, &mut |file, code| {
                crossings.extend(
                    walls
                        .crossed(code)
                        .into_iter()
                        .map(|(line, what)| format!("{}:{line}: {what}", file.display())),
                );
            });
        }
    }
    assert!(crossings.is_empty(), "\n{}", crossings.join("\n"));
}

impl Walls {
    /// Line and description of each crossing in `code`.
    fn crossed(&self, code: &str) -> Vec<(usize, String)> {
        let mut crossings = Vec::new();
        for path in paths(code) {
            let stranger = match path.segments.as_slice() {
                [first, second, ..] if first == "crate" && self.rooms.contains(&second.as_str()) => second,
                [first, ..] if self.crates.contains(&first.as_str()) => first,
                // `db::begin` and `db::Tx` are app's; SQL text is the store's alone.
                [first, second, ..]
                    if self.room != SQL_ROOM && first == "sqlx" && second.starts_with("query") =>
                {
                    second
                }
                _ => continue,
            };
            crossings.push((path.line, format!("{} must not know {stranger}", self.room)));
        }
        crossings
    }
}

fn visit(path: &Path, each_file: &mut impl FnMut(&Path, &str)) {
    if path.is_dir() {
        let entries = fs::read_dir(path).expect("a source folder can be read");
        for entry in entries {
            visit(&entry.expect("a source folder can be read").path(), each_file);
        }
    } else if path.extension().is_some_and(|extension| extension == "rs")
        && path.file_stem().is_some_and(|name| name != "tests")
    {
        let text = fs::read_to_string(path).expect("a source file can be read");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        each_file(path, code);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crossed(room: &str, code: &str) -> Vec<String> {
        let walls = WALLS.iter().find(|walls| walls.room == room).unwrap();
        walls.crossed(code).into_iter().map(|(line, what)| format!("{line}: {what}")).collect()
    }

    #[test]
    fn a_crate_is_a_stranger_however_it_is_named() {
        let code = "use std::fmt;\nuse sqlx::PgPool;\nfn f() { tokio::spawn(x) }\nuse tonic;";
        assert_eq!(
            crossed("domain", code),
            [
                "2: domain must not know sqlx",
                "3: domain must not know tokio",
                "4: domain must not know tonic"
            ]
        );
    }

    #[test]
    fn a_room_is_a_stranger_inside_a_group_too() {
        let code =
            "use crate::{\n    domain::Case,\n    store::{self, cases},\n};\nlet x = crate::remote::call();";
        assert_eq!(
            crossed("grpc", code),
            ["3: grpc must not know store", "3: grpc must not know store", "5: grpc must not know remote"]
        );
    }

    #[test]
    fn words_that_only_look_alike_are_no_strangers() {
        let code = "// use sqlx::Pool;\nlet text = \"sqlx::query\";\nuse crate::domain::store;\n\
                    use my_store::x; proto::sqlx::y(); self::tokio; let sqlx = 1; 'a'; fn f<'sqlx>() {}";
        assert_eq!(crossed("domain", code), ["4: domain must not know proto"]);
    }

    #[test]
    fn sql_text_belongs_to_the_store() {
        assert_eq!(crossed("app", "sqlx::query!(\"select 1\")"), ["1: app must not know query"]);
        assert_eq!(crossed("store", "sqlx::query!(\"select 1\")"), Vec::<String>::new());
    }
}
