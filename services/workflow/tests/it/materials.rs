//! Files in and out.

use futures::TryStreamExt;
use proto::workflow::v1 as pb;
use tonic::Code;

use crate::world::{LIMIT, PDF, World, reason};

#[tokio::test]
async fn an_uploaded_file_is_on_the_checklist_and_comes_back_whole() {
    let world = World::start("2026-03-10 09:20").await;
    let case = world.draft_quota_use(2).await;
    let mut scan = PDF.to_vec();
    scan.resize(70_000, b'x');

    let uploaded = world.upload_bytes("sch-clerk", &case, "M10", "application/pdf", &scan).await.unwrap();

    let shown = world.get("so-accept", &case.id).await;
    let line = shown.checklist.iter().find(|line| line.kind == "M10").unwrap();
    assert_eq!(line.materials, std::slice::from_ref(&uploaded));
    assert_eq!((uploaded.size_bytes, uploaded.sha256.len(), uploaded.sm3.len()), (70_000, 64, 64));
    let request = pb::DownloadMaterialRequest { case_id: case.id.clone(), material_id: uploaded.id };
    let stream = world.materials("so-accept").download_material(request).await.unwrap().into_inner();
    let pieces: Vec<_> = stream.try_collect().await.unwrap();
    assert!(pieces.iter().all(|piece| piece.chunk.len() <= 64 * 1024));
    assert_eq!(pieces.into_iter().flat_map(|piece| piece.chunk).collect::<Vec<u8>>(), scan);
}

#[tokio::test]
async fn what_is_not_what_it_says_is_refused() {
    let world = World::start("2026-03-10 09:20").await;
    let case = world.draft_quota_use(2).await;
    let upload = async |kind: &'static str, media_type: &'static str, bytes: Vec<u8>| {
        let refused = world.upload_bytes("sch-clerk", &case, kind, media_type, &bytes).await.unwrap_err();
        (refused.code(), reason(&refused))
    };

    let too_large = usize::try_from(LIMIT).unwrap() + 1;
    assert_eq!(
        upload("M10", "application/pdf", vec![b'x'; too_large]).await,
        (Code::InvalidArgument, "MATERIAL_TOO_LARGE".into())
    );
    assert_eq!(
        upload("M10", "image/png", PDF.to_vec()).await,
        (Code::InvalidArgument, "MATERIAL_TYPE_NOT_ALLOWED".into())
    );
    assert_eq!(
        upload("M01", "application/pdf", PDF.to_vec()).await,
        (Code::FailedPrecondition, "MATERIAL_KIND_UNKNOWN".into())
    );
    assert!(world.get("sch-clerk", &case.id).await.checklist.iter().all(|line| line.materials.is_empty()));
}

#[tokio::test]
async fn nothing_is_added_to_a_case_at_the_office() {
    let world = World::start("2026-03-10 09:20").await;
    let submitted = world.submitted_quota_use().await;

    let refused =
        world.upload_bytes("sch-clerk", &submitted, "M10", "application/pdf", PDF).await.unwrap_err();

    assert_eq!((refused.code(), reason(&refused)), (Code::FailedPrecondition, "CASE_STATE".into()));
}

#[tokio::test]
async fn an_upload_repeated_after_the_case_went_on_gets_its_first_answer() {
    let world = World::start("2026-03-10 09:20").await;
    let case = world.draft_quota_use(2).await;
    let header = pb::UploadHeader {
        request_id: "0190a000-0000-7000-8000-000000000001".into(),
        case_id: case.id.clone(),
        kind: "M10".into(),
        media_type: "application/pdf".into(),
        size_bytes: i64::try_from(PDF.len()).unwrap(),
    };
    let first = world.upload_after("sch-clerk", header.clone(), PDF).await.unwrap();
    world.forward("sch-clerk", &world.get("sch-clerk", &case.id).await).await.unwrap();

    let again = world.upload_after("sch-clerk", header, PDF).await.unwrap();

    assert_eq!(again, first);
}
