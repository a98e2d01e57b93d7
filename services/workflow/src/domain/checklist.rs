//! The materials checklist (材料清单).

use kernel::error::Finding;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Definition, MaterialRule, Source};

/// A file that the applicant enclosed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Material {
    /// Its id.
    pub id: Uuid,
    /// Kind.
    pub kind: codes::Material,
    /// Media type, judged by its first bytes.
    pub media_type: String,
    /// Size, bytes.
    pub size_bytes: i64,
    /// SHA-256, lower-case hexadecimal: its name in the file store.
    pub sha256: String,
    /// SM3, lower-case hexadecimal.
    pub sm3: String,
    /// Who uploaded it.
    pub uploader_id: String,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub uploaded_at: OffsetDateTime,
}

/// One line of a checklist with what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChecklistLine<'a> {
    /// What the definition asks.
    pub rule: &'a MaterialRule,
    /// What was uploaded.
    pub materials: Vec<&'a Material>,
}

impl ChecklistLine<'_> {
    /// Whether the line keeps the case from being submitted.
    pub fn is_missing(&self) -> bool {
        self.rule.required && self.rule.source == Source::Upload && self.materials.is_empty()
    }
}

/// The checklist of a case, line by line.
pub fn checklist<'a>(definition: &'a Definition, materials: &'a [Material]) -> Vec<ChecklistLine<'a>> {
    let line = |rule: &'a MaterialRule| ChecklistLine {
        rule,
        materials: materials.iter().filter(|material| material.kind == rule.kind).collect(),
    };
    definition.materials.iter().map(line).collect()
}

/// Every required material that is not there, all at once.
pub fn missing_materials(definition: &Definition, materials: &[Material]) -> Vec<Finding> {
    let lines = checklist(definition, materials);
    let missing = lines.iter().filter(|line| line.is_missing()).map(|line| {
        let (kind, label) = (line.rule.kind, line.rule.kind.label());
        Finding::block(
            "MATERIAL_MISSING",
            format!("缺少必备材料{kind} {},请上传后提交", label.zh),
            format!("the required material {kind} ({}) is missing: upload it", label.en),
            "办理规则 材料清单 / rule of cases: the checklist of materials",
        )
        .figure("kind", kind)
    });
    missing.collect()
}
