//! Uploading and downloading materials. The file is kept first, outside of any transaction; its row follows.

use blob::{ContentId, FileKind, Stored as Kept};
use bytes::Bytes;
use futures::Stream;
use futures::stream::BoxStream;
use kernel::error::Kind;
use uuid::Uuid;

use super::people::clerk;
use super::{App, Call, Error};
use crate::domain::{Case, Material, Source};
use crate::store::materials;

/// What is uploaded, as its header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The case.
    pub case_id: String,
    /// Material kind.
    pub kind: String,
    /// Media type; must be what the bytes are.
    pub media_type: String,
    /// Size in bytes; must be what follows.
    pub size_bytes: i64,
}

/// A file on its way out.
pub struct Download(pub BoxStream<'static, Result<Bytes, blob::Error>>);

impl App {
    /// Keeps a file that belongs to a case in the caller's hands.
    ///
    /// # Errors
    /// CASE_NOT_FOUND, CASE_STATE, NOT_THE_HOLDER, MATERIAL_KIND_UNKNOWN, MATERIAL_TOO_LARGE,
    /// MATERIAL_TYPE_NOT_ALLOWED, MATERIAL_SIZE_MISMATCH.
    #[tracing::instrument(skip_all, fields(case.id = %upload.case_id))]
    pub async fn upload_material<E>(
        &self,
        call: Call,
        upload: Upload,
        chunks: impl Stream<Item = Result<Bytes, E>> + Unpin + Send,
    ) -> Result<Material, Error>
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>> + Send,
    {
        let case = self.look_up(&call.caller, &upload.case_id).await?;
        // Replay comes before the case's state: it may have gone on since, and the bytes need not come again.
        if let Some(material) = command::answered(&mut *self.connection().await?, &call.request).await? {
            return Ok(material);
        }
        let kind = self.may_enclose(&call, &case, &upload).await?;
        let kept = self.0.blobs.put(chunks, self.0.material_limit_bytes).await?;
        check(&upload, &kept)?;

        let mut tx = self.begin().await?;
        let case = self.lock(&mut tx, &call.caller, &upload.case_id).await?;
        let system_now = self.0.system_clock.now();
        if let command::Claim::Answered(material) =
            command::claim::<Material>(&mut tx, &call.request, system_now).await?
        {
            return Ok(material);
        }
        if case.under_way.is_some() {
            return Err(Error::UnderWay(case.id));
        }
        case.in_hands_of(&clerk(&call)?, "upload")?;
        let material = Material {
            id: Uuid::now_v7(),
            kind,
            media_type: kept.kind.media_type().to_owned(),
            size_bytes: upload.size_bytes,
            sha256: kept.content_id.to_string(),
            sm3: kept.sm3,
            uploader_id: call.actor()?.operator_id,
            uploaded_at: self.now(),
        };
        materials::insert(&mut tx, &case.id, &material).await?;
        let (principal_id, request_id) = (&call.request.principal_id, call.request.id);
        command::answer(&mut tx, principal_id, request_id, &material, system_now).await?;
        db::commit(tx).await?;
        Ok(material)
    }

    /// What can be known before a byte is read.
    async fn may_enclose(&self, call: &Call, case: &Case, upload: &Upload) -> Result<codes::Material, Error> {
        case.in_hands_of(&clerk(call)?, "upload")?;
        let mut connection = self.connection().await?;
        let definition = Self::definition_of(&mut connection, case).await?.definition;
        let rule = definition.materials.iter().find(|rule| rule.kind.code() == upload.kind);
        let Some(rule) = rule.filter(|rule| rule.source == Source::Upload) else {
            let (zh, en) = ("该事项不收此类材料", "the item does not take this kind of material");
            return Err(Error::refused(Kind::Precondition, "MATERIAL_KIND_UNKNOWN", zh, en));
        };
        let limit_bytes = self.0.material_limit_bytes;
        if u64::try_from(upload.size_bytes).is_ok_and(|size| size > limit_bytes) {
            return Err(blob::Error::TooLarge { limit_bytes }.into());
        }
        Ok(rule.kind)
    }

    /// A file of a case that the caller may see.
    ///
    /// # Errors
    /// CASE_NOT_FOUND, MATERIAL_NOT_FOUND.
    pub async fn download_material(
        &self,
        caller: &policy::Principal,
        case_id: &str,
        material_id: &str,
    ) -> Result<Download, Error> {
        let not_found = || {
            let (zh, en) = ("没有该材料", "there is no such material");
            Error::refused(Kind::NotFound, "MATERIAL_NOT_FOUND", zh, en)
        };
        let case = self.look_up(caller, case_id).await?;
        let id: Uuid = material_id.parse().map_err(|_| not_found())?;
        let mut connection = self.connection().await?;
        let material = materials::find(&mut connection, &case.id, id).await?.ok_or_else(not_found)?;
        let content_id: ContentId = material.sha256.parse().map_err(Error::stored)?;
        Ok(Download(self.0.blobs.get(&content_id).await?))
    }
}

/// Whether the bytes are what the header said.
fn check(upload: &Upload, kept: &Kept) -> Result<(), Error> {
    if u64::try_from(upload.size_bytes) != Ok(kept.size_bytes) {
        let (zh, en) = ("文件大小与声明不符", "the file has another size than announced");
        return Err(Error::refused(Kind::Invalid, "MATERIAL_SIZE_MISMATCH", zh, en));
    }
    if kept.kind == FileKind::Other || kept.kind.media_type() != upload.media_type {
        let zh = "只收PDF、PNG或JPEG文件，且须与声明的类型一致";
        let en = "only PDF, PNG or JPEG files are taken, and the bytes must be what the header says";
        return Err(Error::refused(Kind::Invalid, "MATERIAL_TYPE_NOT_ALLOWED", zh, en));
    }
    Ok(())
}
