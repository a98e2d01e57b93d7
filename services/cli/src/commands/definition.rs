//! `definition publish` and `definition list`: how items are handled, as versioned YAML.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use codes::Lang;
use proto::workflow::v1::{Definition as Message, ListDefinitionsRequest, PublishDefinitionRequest};

use crate::answer::{Answer, Column, column};
use crate::ask::{ask, pages, required};
use crate::failure::Failure;
use crate::session::Session;
use crate::{moment, view, wording};

/// Item definitions (事项定义).
#[derive(Debug, Subcommand)]
pub enum Definition {
    /// Publish the next version of an item.
    Publish(Publish),
    /// List the current version of every item.
    List,
}

/// Arguments of `definition publish`.
#[derive(Debug, Args)]
pub struct Publish {
    /// The YAML file.
    file: PathBuf,
}

const DEFINITION: &str = "bianzhi.workflow.v1.Definition";

const COLUMNS: [Column; 5] = [
    column("item", "事项", "item"),
    column("name", "名称", "name"),
    column("version", "版本", "version"),
    column("publish_time", "发布时间", "published"),
    column("sm3", "SM3", "SM3"),
];

impl Definition {
    pub(crate) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        match self {
            Self::Publish(publish) => publish.run(session).await,
            Self::List => list(session).await,
        }
    }
}

impl Publish {
    async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        let yaml = std::fs::read_to_string(&self.file).map_err(|error| {
            let file = self.file.display();
            Failure::usage(format!("文件{file}无法读取:{error}"), format!("{file} can't be read: {error}"))
        })?;
        let message = PublishDefinitionRequest { request_id: session.request_id(), yaml };
        let answer = ask!(session.definitions()?, publish_definition, message)?;
        let definition = required(answer.definition, "definition")?;
        let rows = vec![row(&definition, session.lang)];
        Ok(Answer::of(&view::value(DEFINITION, &definition)?)?.table(&COLUMNS, rows))
    }
}

async fn list(session: &Session) -> Result<Answer, Box<Failure>> {
    let client = session.definitions()?;
    let definitions = pages(1000, async |page| {
        let message = ListDefinitionsRequest { page_size: page.size, page_token: page.token };
        ask!(&client, list_definitions, message).map(|answer| (answer.definitions, answer.next_page_token))
    })
    .await?;
    let rows = definitions.iter().map(|definition| row(definition, session.lang)).collect();
    Ok(Answer::of(&view::values(DEFINITION, &definitions)?)?.table(&COLUMNS, rows))
}

fn row(definition: &Message, lang: Lang) -> Vec<String> {
    vec![
        definition.item.clone(),
        wording::item(&definition.item, lang),
        definition.version.to_string(),
        moment::minute(definition.publish_time.as_ref()),
        definition.sm3.clone(),
    ]
}
