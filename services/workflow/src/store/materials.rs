//! Files that applicants enclosed.

use sqlx::PgConnection;
use uuid::Uuid;

use super::Error;
use crate::domain::{CaseId, Material};

/// Writes one.
pub async fn insert(tx: &mut PgConnection, case_id: &CaseId, material: &Material) -> Result<(), Error> {
    sqlx::query!(
        "insert into material (material_id, case_id, kind, media_type, size_bytes, sha256, sm3, uploader_id, \
         uploaded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        material.id,
        case_id.as_str(),
        material.kind.code(),
        material.media_type,
        material.size_bytes,
        material.sha256,
        material.sm3,
        material.uploader_id,
        material.uploaded_at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// All of a case, oldest first.
pub async fn of_case(connection: &mut PgConnection, case_id: &CaseId) -> Result<Vec<Material>, Error> {
    let rows = sqlx::query!(
        "select material_id, kind, media_type, size_bytes, sha256, sm3, uploader_id, uploaded_at from material \
         where case_id = $1 order by material_id",
        case_id.as_str(),
    )
    .fetch_all(connection)
    .await?;
    let mut materials = Vec::with_capacity(rows.len());
    for row in rows {
        let unknown = || db::Error::Inconsistent { table: "material", what: "kind is unknown" };
        materials.push(Material {
            id: row.material_id,
            kind: row.kind.parse().map_err(|_| unknown())?,
            media_type: row.media_type,
            size_bytes: row.size_bytes,
            sha256: row.sha256,
            sm3: row.sm3,
            uploader_id: row.uploader_id,
            uploaded_at: row.uploaded_at,
        });
    }
    Ok(materials)
}

/// One of a case.
pub async fn find(
    connection: &mut PgConnection,
    case_id: &CaseId,
    id: Uuid,
) -> Result<Option<Material>, Error> {
    Ok(of_case(connection, case_id).await?.into_iter().find(|material| material.id == id))
}
