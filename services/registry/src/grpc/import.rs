//! `ImportService`: the base data, streamed.

use csv::{ReaderBuilder, Trim};
use kernel::error::Violation;
use proto::registry::v1 as pb;
use proto::registry::v1::import_service_server::ImportService;
use service::rpc;
use tonic::{Request, Response, Status};

use super::Grpc;
use super::convert::answer;
use super::quota::asked;
use super::refused::Refused;
use crate::domain::import::{RawFile, RawRow};

#[tonic::async_trait]
impl ImportService for Grpc {
    async fn import_registry(
        &self,
        request: Request<pb::ImportRegistryRequest>,
    ) -> Result<Response<pb::ImportRegistryResponse>, Status> {
        let (asked, message) = asked("ImportRegistry", request, |message| &message.request_id)?;
        let files = files(message.files).map_err(|error| rpc::status(&error))?;
        let imported = self.0.import_registry(&asked, files).await.map_err(|error| rpc::status(&error))?;
        Ok(Response::new(answer::imported(imported)))
    }
}

/// CSV text read into cells; what they mean is the rule book's.
fn files(files: Vec<pb::ImportFile>) -> Result<Vec<RawFile>, Refused> {
    let mut read = Vec::with_capacity(files.len());
    let mut violations = Vec::new();
    for file in files {
        match cells(&file.content) {
            Ok((header, rows)) => read.push(RawFile { name: file.name, header, rows }),
            Err(line) => violations.push(Violation::new(
                format!("{}:{line}", file.name),
                "不是有效的UTF-8 CSV文本，请检查编码和引号",
                "is no UTF-8 CSV text: check the encoding and the quotes",
            )),
        }
    }
    if violations.is_empty() { Ok(read) } else { Err(Refused::Fields(violations)) }
}

/// Header and rows of a CSV text, or the line at which it ends to be one. A byte order mark is no text.
fn cells(content: &[u8]) -> Result<(Vec<String>, Vec<RawRow>), u64> {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let mut reader = ReaderBuilder::new().flexible(true).trim(Trim::All).from_reader(content);
    let line = |error: &csv::Error| error.position().map_or(1, csv::Position::line);
    let header = reader.headers().map_err(|error| line(&error))?.iter().map(str::to_owned).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| line(&error))?;
        let line = record.position().map_or(0, |position| line_of_text(content, position));
        rows.push(RawRow { line, cells: record.iter().map(str::to_owned).collect() });
    }
    Ok((header, rows))
}

/// The line of a record's text: its position is where reading went on, perhaps before empty lines.
fn line_of_text(content: &[u8], position: &csv::Position) -> u64 {
    let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = content.get(from..).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n');
    position.line() + u64::try_from(empty.count()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_trimmed_and_know_their_line() {
        let (header, rows) = cells("\u{feff}id,name\nsch, 第一实验中学 \n\nedu,教育局\n".as_bytes()).unwrap();

        assert_eq!(header, ["id", "name"]);
        assert_eq!((rows[0].line, rows[0].cells[1].as_str()), (2, "第一实验中学"));
        assert_eq!(rows[1].line, 4);
    }

    #[test]
    fn text_in_another_encoding_is_refused_with_its_line() {
        assert_eq!(cells(b"id,name\nsch,\xb5\xda\n").unwrap_err(), 2);
    }
}
