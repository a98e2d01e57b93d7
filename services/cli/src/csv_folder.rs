//! The CSV files of an import's folder.

use std::path::Path;

use crate::failure::Failure;

/// Reads every `.csv` file of a folder as (name, content), by name.
pub fn read(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, Box<Failure>> {
    let unreadable = |error: std::io::Error| {
        let folder = folder.display();
        Failure::usage(format!("目录{folder}无法读取:{error}"), format!("{folder} can't be read: {error}"))
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().and_then(std::ffi::OsStr::to_str).unwrap_or_default().to_owned();
        if name.ends_with(".csv") {
            files.push((name, std::fs::read(&path).map_err(unreadable)?));
        }
    }
    if files.is_empty() {
        let folder = folder.display();
        return Err(Failure::usage(
            format!("目录{folder}中没有.csv文件"),
            format!("{folder} has no .csv file"),
        ));
    }
    files.sort();
    Ok(files)
}
