//! `case attach`: streams a file to the case.

use std::path::{Path, PathBuf};

use clap::Args;
use codes::Lang;
use futures::Stream;
use indicatif::ProgressBar;
use proto::workflow::v1::upload_material_request::Part;
use proto::workflow::v1::{Material, UploadHeader, UploadMaterialRequest};
use tokio::fs::File;
use tokio::io::AsyncReadExt;

use crate::answer::{Answer, Column, column, wide};
use crate::ask::required;
use crate::failure::Failure;
use crate::session::Session;
use crate::{moment, progress, view, wording};

/// The largest chunk of the contract.
const CHUNK_BYTES: usize = 64 * 1024;

/// Arguments of `case attach`.
#[derive(Debug, Args)]
pub struct Attach {
    /// Case number.
    id: String,
    /// Kind of material (材料代码), e.g. M10.
    #[arg(long)]
    kind: String,
    /// The file: PDF, PNG or JPEG.
    file: PathBuf,
    /// Media type; from the file's ending if left out.
    #[arg(long = "type", value_name = "MEDIA_TYPE")]
    media_type: Option<String>,
}

pub(super) const COLUMNS: [Column; 7] = [
    column("kind", "材料", "kind"),
    column("name", "名称", "name"),
    column("size_bytes", "大小(字节)", "bytes"),
    column("upload_time", "上传时间", "uploaded"),
    column("id", "编号", "id"),
    wide("sha256", "SHA-256", "SHA-256"),
    wide("sm3", "SM3", "SM3"),
];

impl Attach {
    pub(super) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let file = File::open(&self.file).await.map_err(|error| unreadable(&self.file, &error))?;
        let size = file.metadata().await.map_err(|error| unreadable(&self.file, &error))?.len();
        let media_type = match self.media_type {
            Some(media_type) => media_type,
            None => media_type(&self.file)?.to_owned(),
        };
        let header = UploadHeader {
            request_id: session.request_id(),
            case_id: self.id,
            kind: self.kind,
            media_type,
            size_bytes: i64::try_from(size).unwrap_or(i64::MAX),
        };
        let bar = progress::bytes(size);
        let answer =
            session.materials()?.upload_material(parts(header, file, bar.clone())).await?.into_inner();
        bar.finish_and_clear();
        let material = required(answer.material, "material")?;
        let value = view::value("bianzhi.workflow.v1.Material", &material)?;
        Ok(Answer::of(&value)?.table(&COLUMNS, vec![row(&material, session.lang)]))
    }
}

pub(super) fn row(material: &Material, lang: Lang) -> Vec<String> {
    vec![
        material.kind.clone(),
        wording::code(&material.kind, codes::Material::label, lang),
        material.size_bytes.to_string(),
        moment::minute(material.upload_time.as_ref()),
        material.id.clone(),
        material.sha256.clone(),
        material.sm3.clone(),
    ]
}

/// The header, then the file. A file that can't be read to its end ends the stream early, and the service
/// refuses it by its announced size.
fn parts(header: UploadHeader, file: File, bar: ProgressBar) -> impl Stream<Item = UploadMaterialRequest> {
    let first = UploadMaterialRequest { part: Some(Part::Header(header)) };
    let chunks = futures::stream::unfold((file, bar), |(mut file, bar)| async move {
        let mut chunk = vec![0; CHUNK_BYTES];
        let length = file.read(&mut chunk).await.ok().filter(|length| *length > 0)?;
        chunk.truncate(length);
        bar.inc(u64::try_from(length).unwrap_or(0));
        Some((UploadMaterialRequest { part: Some(Part::Chunk(chunk)) }, (file, bar)))
    });
    futures::StreamExt::chain(futures::stream::iter([first]), chunks)
}

fn media_type(file: &Path) -> Result<&'static str, Box<Failure>> {
    let ending = file.extension().map(|ending| ending.to_ascii_lowercase());
    match ending.as_deref().and_then(std::ffi::OsStr::to_str) {
        Some("pdf") => Ok("application/pdf"),
        Some("png") => Ok("image/png"),
        Some("jpg" | "jpeg") => Ok("image/jpeg"),
        _ => Err(Failure::usage(
            "无法从文件名判断类型,请用--type指定",
            "the file's ending does not tell its type; say it with --type",
        )),
    }
}

fn unreadable(file: &Path, error: &std::io::Error) -> Box<Failure> {
    let file = file.display();
    Failure::usage(format!("文件{file}无法读取:{error}"), format!("{file} can't be read: {error}"))
}
