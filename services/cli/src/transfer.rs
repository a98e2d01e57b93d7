//! Saving what a service streams.

use std::path::{Path, PathBuf};

use tokio::io::AsyncWriteExt;
use tonic::{Status, Streaming};

use crate::failure::Failure;
use crate::progress;

/// Writes a stream of chunks to a file, which appears under its name only when it is whole.
pub async fn save<T>(
    mut stream: Streaming<T>,
    bytes: impl Fn(T) -> Vec<u8>,
    to: &Path,
) -> Result<u64, Box<Failure>> {
    let unfinished = unfinished(to);
    let written = |error: &std::io::Error| unwritable(to, error);
    let mut file = tokio::fs::File::create(&unfinished).await.map_err(|error| written(&error))?;
    let bar = progress::unknown();
    let mut size = 0;
    while let Some(message) = next(&mut stream).await? {
        let chunk = bytes(message);
        size += u64::try_from(chunk.len()).unwrap_or(0);
        bar.set_position(size);
        file.write_all(&chunk).await.map_err(|error| written(&error))?;
    }
    file.sync_all().await.map_err(|error| written(&error))?;
    tokio::fs::rename(&unfinished, to).await.map_err(|error| written(&error))?;
    bar.finish_and_clear();
    Ok(size)
}

async fn next<T>(stream: &mut Streaming<T>) -> Result<Option<T>, Status> {
    stream.message().await
}

fn unfinished(to: &Path) -> PathBuf {
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    to.with_file_name(name)
}

/// A file that can't be written.
pub fn unwritable(to: &Path, error: &std::io::Error) -> Box<Failure> {
    let to = to.display();
    Failure::usage(format!("文件{to}无法写入:{error}"), format!("{to} can't be written: {error}"))
}
