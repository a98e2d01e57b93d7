//! `case download`: saves a material.

use std::path::PathBuf;

use clap::Args;
use proto::workflow::v1::DownloadMaterialRequest;

use crate::answer::{Answer, label};
use crate::failure::Failure;
use crate::session::Session;
use crate::transfer;

/// Arguments of `case download`.
#[derive(Debug, Args)]
pub struct Download {
    /// Case number.
    id: String,
    /// Material id, as `case show -o wide` tells it.
    material: String,
    /// Where to save it.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

impl Download {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let message = DownloadMaterialRequest { case_id: self.id, material_id: self.material };
        let stream = session.materials()?.download_material(message).await?.into_inner();
        let size_bytes = transfer::save(stream, |part| part.chunk, &self.to).await?;
        let path = self.to.display().to_string();
        let facts = vec![
            (label("文件", "file"), path.clone()),
            (label("大小(字节)", "bytes"), size_bytes.to_string()),
        ];
        Ok(Answer::of(&serde_json::json!({ "path": path, "size_bytes": size_bytes }))?
            .facts(facts, session.lang))
    }
}
