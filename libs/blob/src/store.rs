//! Putting files in and getting them out.
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use data_encoding::HEXLOWER;
use futures::stream::BoxStream;
use futures::{Stream, StreamExt, TryStreamExt, stream};
use kernel::error::{Coded, Kind};
use object_store::local::LocalFileSystem;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};
use sha2::Sha256;
use sm3::{Digest, Sm3};

use crate::content::{ContentId, FileKind};

/// Where files are kept. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    objects: Arc<dyn ObjectStore>,
}

/// A file that is safely kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its name: SHA-256 of the content.
    pub content_id: ContentId,
    /// SM3 of the content (GB/T 32905), lower-case hexadecimal.
    pub sm3: String,
    /// Its length in bytes.
    pub size_bytes: u64,
    /// What it is, judged by its first bytes.
    pub kind: FileKind,
}

/// Why a file was not kept or not found.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder can't be made.
    #[error("folder {}: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// More bytes came than a file of this sort may have; nothing was kept.
    #[error("the file is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The most it may have.
        limit_bytes: u64,
    },
    /// The sender stopped half-way; nothing was kept.
    #[error("the file did not arrive whole: {0}")]
    Interrupted(Box<dyn std::error::Error + Send + Sync>),
    /// There is no such file.
    #[error("no file {0}")]
    NotFound(ContentId),
    /// The store failed.
    #[error("file store: {0}")]
    Store(#[from] object_store::Error),
}

impl Coded for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::TooLarge { .. } | Self::Interrupted(_) => Kind::Invalid,
            Self::NotFound(_) => Kind::NotFound,
            Self::Folder { .. } | Self::Store(_) => Kind::Internal,
        }
    }

    fn reason(&self) -> &str {
        match self {
            Self::TooLarge { .. } => "MATERIAL_TOO_LARGE",
            Self::Interrupted(_) => "FIELD_INVALID",
            Self::NotFound(_) => "MATERIAL_NOT_FOUND",
            Self::Folder { .. } | Self::Store(_) => "INTERNAL",
        }
    }
}

impl Store {
    /// A store in a folder of this machine, made if it is not there. A file is on disk when its put returns.
    pub fn folder(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        std::fs::create_dir_all(path).map_err(|source| Error::Folder { path: path.to_owned(), source })?;
        let folder = LocalFileSystem::new_with_prefix(path)?.with_fsync(true);
        Ok(Self { objects: Arc::new(folder) })
    }

    /// Keeps what the stream brings, at most `limit_bytes`.
    ///
    /// Nothing is visible before everything is there: an interrupted or oversized file leaves no trace, and a
    /// reader never sees half of one. The same content again changes nothing.
    pub async fn put<E>(
        &self,
        mut chunks: impl Stream<Item = Result<Bytes, E>> + Unpin,
        limit_bytes: u64,
    ) -> Result<Stored, Error>
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let staging = object_store::path::Path::from(format!("incoming/{}", uuid::Uuid::now_v7()));
        let mut upload = WriteMultipart::new(self.objects.put_multipart(&staging).await?);
        let mut measured = Measured::default();
        loop {
            let refusal = match chunks.next().await {
                None => break,
                Some(Err(error)) => Error::Interrupted(error.into()),
                Some(Ok(chunk)) => {
                    measured.add(&chunk);
                    if measured.size_bytes <= limit_bytes {
                        upload.wait_for_capacity(2).await?;
                        upload.put(chunk);
                        continue;
                    }
                    Error::TooLarge { limit_bytes }
                }
            };
            upload.abort().await?;
            return Err(refusal);
        }
        upload.finish().await?;

        let stored = measured.finish();
        self.objects.rename(&staging, &path(&stored.content_id)).await?;
        Ok(stored)
    }

    /// Keeps a file that is in memory.
    pub async fn put_bytes(&self, bytes: impl Into<Bytes>) -> Result<Stored, Error> {
        let chunks = stream::iter([Ok::<_, std::convert::Infallible>(bytes.into())]);
        self.put(chunks, u64::MAX).await
    }

    /// The file, piece by piece.
    pub async fn get(&self, id: &ContentId) -> Result<BoxStream<'static, Result<Bytes, Error>>, Error> {
        match self.objects.get(&path(id)).await {
            Ok(found) => Ok(found.into_stream().map_err(Error::from).boxed()),
            Err(object_store::Error::NotFound { .. }) => Err(Error::NotFound(*id)),
            Err(error) => Err(error.into()),
        }
    }

    /// The whole file; for those that are known to be small.
    pub async fn get_bytes(&self, id: &ContentId) -> Result<Bytes, Error> {
        let chunks: Vec<Bytes> = self.get(id).await?.try_collect().await?;
        Ok(chunks.concat().into())
    }

    /// Whether the file is kept here.
    pub async fn exists(&self, id: &ContentId) -> Result<bool, Error> {
        match self.objects.head(&path(id)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// `ab/cd/abcd…`: no folder gets more than 256 others, and a backup can go by parts.
fn path(id: &ContentId) -> object_store::path::Path {
    let name = id.to_string();
    object_store::path::Path::from(format!("{}/{}/{name}", &name[..2], &name[2..4]))
}

/// What is computed while a file passes by.
#[derive(Default)]
struct Measured {
    sha256: Sha256,
    sm3: Sm3,
    size_bytes: u64,
    first_bytes: Vec<u8>,
}

impl Measured {
    fn add(&mut self, chunk: &[u8]) {
        self.sha256.update(chunk);
        self.sm3.update(chunk);
        let length = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        self.size_bytes = self.size_bytes.saturating_add(length);
        let missing = FileKind::LOOKS_AT.saturating_sub(self.first_bytes.len());
        self.first_bytes.extend(chunk.iter().take(missing));
    }

    fn finish(self) -> Stored {
        Stored {
            content_id: ContentId::from_digest(self.sha256.finalize().into()),
            sm3: HEXLOWER.encode(&self.sm3.finalize()),
            size_bytes: self.size_bytes,
            kind: FileKind::of(&self.first_bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn chunks(parts: &[&'static str]) -> impl Stream<Item = Result<Bytes, std::io::Error>> + Unpin {
        stream::iter(parts.iter().map(|part| Ok(Bytes::from_static(part.as_bytes()))).collect::<Vec<_>>())
    }

    /// Every file under a folder, as text relative to it.
    fn files(folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        let mut left = vec![folder.to_owned()];
        while let Some(path) = left.pop() {
            for entry in std::fs::read_dir(path).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    left.push(path);
                } else {
                    found.push(path.strip_prefix(folder).unwrap().to_string_lossy().into_owned());
                }
            }
        }
        found
    }

    #[tokio::test]
    async fn a_file_is_kept_under_its_digest_and_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::folder(folder.path().join("made")).unwrap();

        let stored = store.put(chunks(&["a", "bc"]), 3).await.unwrap();

        // FIPS 180-4 and GB/T 32905, the example `abc`.
        let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(
            stored,
            Stored {
                content_id: sha256.parse().unwrap(),
                sm3: "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0".into(),
                size_bytes: 3,
                kind: FileKind::Other,
            }
        );
        assert_eq!(files(folder.path()), [format!("made/ba/78/{sha256}")]);
        assert_eq!(store.get_bytes(&stored.content_id).await.unwrap(), "abc");
        assert!(store.exists(&stored.content_id).await.unwrap());
    }

    #[tokio::test]
    async fn the_same_content_is_kept_once() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::folder(folder.path()).unwrap();

        let first = store.put_bytes("%PDF-1.7 …").await.unwrap();
        let second = store.put_bytes("%PDF-1.7 …").await.unwrap();

        assert_eq!(first, second);
        assert_eq!(first.kind, FileKind::Pdf);
        assert_eq!(files(folder.path()).len(), 1);
    }

    #[tokio::test]
    async fn a_file_above_the_limit_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::folder(folder.path()).unwrap();

        let refusal = store.put(chunks(&["abc", "d"]), 3).await.unwrap_err();

        assert!(matches!(refusal, Error::TooLarge { limit_bytes: 3 }), "{refusal}");
        assert_eq!(files(folder.path()), Vec::<String>::new());
    }

    #[tokio::test]
    async fn an_interrupted_file_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::folder(folder.path()).unwrap();
        let broken = stream::iter([Ok(Bytes::from_static(b"abc")), Err(std::io::Error::other("line cut"))]);

        let refusal = store.put(broken, 100).await.unwrap_err();

        assert_eq!(refusal.to_string(), "the file did not arrive whole: line cut");
        assert_eq!(files(folder.path()), Vec::<String>::new());
    }

    #[tokio::test]
    async fn a_file_that_is_not_there_is_not_found() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::folder(folder.path()).unwrap();
        let id = ContentId::from_digest([7; 32]);

        assert!(!store.exists(&id).await.unwrap());
        assert!(matches!(store.get_bytes(&id).await, Err(Error::NotFound(missing)) if missing == id));
    }
}
