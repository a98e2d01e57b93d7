//! The words of the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use codes::Lang;

use crate::commands;

/// Establishment administration (机构编制) from the command line.
#[derive(Debug, Parser)]
#[command(name = "bianzhi", version, arg_required_else_help = true)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command understands.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Form of the output.
    #[arg(short, long, global = true, value_enum, default_value_t = Format::Table)]
    pub output: Format,
    /// Language of tables and sentences.
    #[arg(long, global = true, value_enum, env = "BIANZHI_LANG", default_value_t = Language::Zh)]
    pub lang: Language,
    /// Name of the operator to act as, from the contexts file.
    #[arg(long = "as", global = true, value_name = "NAME", env = "BIANZHI_AS")]
    pub acting: Option<String>,
    /// File of operators: name → key, certificate, endpoints.
    #[arg(long, global = true, value_name = "FILE", env = "BIANZHI_CONTEXTS")]
    pub contexts: Option<PathBuf>,
    /// Id of the request, to repeat one whose answer was lost (with the same --etag); a new one if left out.
    #[arg(long, global = true, value_name = "UUID")]
    pub request_id: Option<uuid::Uuid>,
}

/// The forms of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Table,
    Wide,
    Json,
    Jsonl,
    Yaml,
    Csv,
}

/// The languages of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    Zh,
    En,
}

/// How and in which language to show an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Output {
    pub format: Format,
    pub lang: Lang,
}

/// The nouns.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Cases (办件).
    #[command(subcommand)]
    Case(commands::case::Case),
    /// Quota (编制).
    #[command(subcommand)]
    Quota(commands::quota::Quota),
    /// Quota-use permits (准许用编).
    #[command(subcommand)]
    Permit(commands::permit::Permit),
    /// Institutions (机构).
    #[command(subcommand)]
    Institution(commands::institution::Institution),
    /// Persons (人员).
    #[command(subcommand)]
    Person(commands::person::Person),
    /// Documents (文书).
    #[command(subcommand)]
    Document(commands::document::Document),
    /// Deliveries to partners (推送).
    #[command(subcommand)]
    Delivery(commands::delivery::Delivery),
    /// Messages to you (通知).
    #[command(subcommand)]
    Notification(commands::notification::Notification),
    /// The directory of units and operators (权限目录).
    #[command(subcommand)]
    Directory(commands::directory::Directory),
    /// The registry's base data (实名制登记).
    #[command(subcommand)]
    Registry(commands::registry::Registry),
    /// Item definitions (事项定义).
    #[command(subcommand)]
    Definition(commands::definition::Definition),
    /// Series of document numbers (文号).
    #[command(subcommand)]
    Series(commands::series::Series),
    /// Who you are, what you may do, and until when (本人身份).
    Whoami(commands::whoami::Whoami),
    /// Certificates (证书).
    #[command(subcommand)]
    Cert(commands::cert::Cert),
    /// The mesh of services (服务状态).
    #[command(subcommand)]
    Mesh(commands::mesh::Mesh),
    /// Working days and deadlines (工作日历).
    #[command(subcommand)]
    Calendar(commands::calendar::Calendar),
    /// Month of retirement (退休时间).
    Retire(commands::retire::Retire),
    /// Check a code without a server (代码校验).
    #[command(subcommand)]
    Code(commands::code::Code),
    /// Write completions for a shell to standard output.
    Completions(commands::completions::Completions),
}

impl Arguments {
    /// How the answer is to be shown.
    pub fn output(&self) -> Output {
        Output { format: self.global.output, lang: self.global.lang.into() }
    }
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Zh => Self::Zh,
            Language::En => Self::En,
        }
    }
}
