//! The generated code is what the protos say. `BIANZHI_WRITE_GENERATED=1` (make proto) writes it instead.
use std::fs;
use std::path::{Path, PathBuf};

use protox::prost::Message;

fn protos(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            protos(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "proto") {
            found.push(path);
        }
    }
}

/// Generates everything into `out`, the module tree included.
fn generate(root: &Path, out: &Path) {
    let (own, google) = (root.join("proto"), root.join(".cache/googleapis"));
    assert!(
        google.join("google/type/date.proto").exists(),
        "Google's common protos are missing: run `make fetch`"
    );
    let mut files = Vec::new();
    protos(&own, &mut files);
    files.push(google.join("google/type/date.proto"));

    let mut compiler = protox::Compiler::new([&own, &google]).unwrap();
    compiler.include_imports(true).include_source_info(true).open_files(&files).unwrap();
    let with_comments = compiler.file_descriptor_set();

    tonic_prost_build::configure()
        .include_file("mod.rs")
        .out_dir(out)
        .compile_fds(with_comments.clone())
        .unwrap();

    let mut bare = with_comments;
    for file in &mut bare.file {
        file.source_code_info = None;
    }
    fs::write(out.join("descriptors.bin"), bare.encode_to_vec()).unwrap();
}

#[test]
fn generated_code_is_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/gen");
    if std::env::var_os("BIANZHI_WRITE_GENERATED").is_some() {
        for entry in fs::read_dir(&committed).unwrap() {
            fs::remove_file(entry.unwrap().path()).unwrap();
        }
        generate(&root, &committed);
        return;
    }

    let fresh = Path::new(env!("CARGO_TARGET_TMPDIR")).join("generated");
    let _ = fs::remove_dir_all(&fresh);
    fs::create_dir_all(&fresh).unwrap();
    generate(&root, &fresh);

    let names = |folder: &Path| {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(
        names(&committed),
        names(&fresh),
        "generated files are missing or left over: run `make proto`"
    );
    for name in names(&fresh) {
        let same = fs::read(committed.join(&name)).unwrap() == fs::read(fresh.join(&name)).unwrap();
        assert!(same, "{} is not what the protos say: run `make proto`", name.display());
    }
}
