//! `case …`: drafting, submitting, deciding and following cases (办件).

mod attach;
mod create;
mod download;
mod form;
mod list;
mod opine;
mod reviews;
mod seen;
mod show;
mod table;
mod timeline;
mod transition;

use clap::Subcommand;

use crate::answer::Answer;
use crate::failure::Failure;
use crate::session::Session;

/// Cases (办件).
#[derive(Debug, Subcommand)]
pub enum Case {
    /// Draft a case from a form file (起草).
    Create(create::Create),
    /// Replace the form of a case in your hands (修改).
    Update(create::Update),
    /// Attach a material (上传材料).
    Attach(attach::Attach),
    /// Download a material (下载材料).
    Download(download::Download),
    /// Forward a draft to the department (上报主管部门).
    Forward(transition::Forward),
    /// Submit to the staffing office (提交编办).
    Submit(transition::Submit),
    /// Accept (受理).
    Accept(transition::Accept),
    /// Pass the review desk (审核).
    Review(transition::Review),
    /// Approve (审批).
    Approve(transition::Approve),
    /// Return for correction, all defects at once (退回补正).
    Return(transition::Return),
    /// Refuse (不予受理).
    Refuse(transition::Refuse),
    /// Withdraw (撤回).
    Withdraw(transition::Withdraw),
    /// Give your department's opinion (审查意见).
    Opine(opine::Opine),
    /// Reviews in which your department is asked (待审查).
    Reviews(reviews::Reviews),
    /// Show one case.
    Show(show::Show),
    /// List the cases you may see.
    List(list::List),
    /// Show every step of a case (办理过程).
    Timeline(timeline::Timeline),
}

impl Case {
    pub(crate) async fn run(self, session: &Session) -> Result<Answer, Box<Failure>> {
        match self {
            Self::Create(command) => command.run(session).await,
            Self::Update(command) => command.run(session).await,
            Self::Attach(command) => command.run(session).await,
            Self::Download(command) => command.run(session).await,
            Self::Forward(command) => command.run(session).await,
            Self::Submit(command) => command.run(session).await,
            Self::Accept(command) => command.run(session).await,
            Self::Review(command) => command.run(session).await,
            Self::Approve(command) => command.run(session).await,
            Self::Return(command) => command.run(session).await,
            Self::Refuse(command) => command.run(session).await,
            Self::Withdraw(command) => command.run(session).await,
            Self::Opine(command) => command.run(session).await,
            Self::Reviews(command) => command.run(session).await,
            Self::Show(command) => command.run(session).await,
            Self::List(command) => command.run(session).await,
            Self::Timeline(command) => command.run(session).await,
        }
    }
}
