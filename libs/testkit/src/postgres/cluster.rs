//! A throw-away PostgreSQL for one test process.
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use nix::unistd::{Uid, User, chown};

const PATIENCE: Duration = Duration::from_secs(60);

/// Runs the server until its standard input closes, which it does when the test process ends, however it
/// ends; then takes everything away.
const GUARDIAN: &str = r#"
"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off -c synchronous_commit=off \
    -c full_page_writes=off -c max_connections=300 -c shared_buffers=64MB >"$2/log" 2>&1 </dev/null &
server=$!
read -r _
kill -QUIT "$server"
wait "$server"
rm -rf "$2"
"#;

/// Starts a cluster and returns the folder of its socket.
///
/// Nothing in it survives the process, so it does without fsync.
pub(super) fn start() -> String {
    let binaries = binaries();
    let owner = owner();
    let folder = tempfile::Builder::new()
        .prefix("bianzhi-test-")
        .tempdir()
        .expect("a temporary folder is made")
        .keep();
    if let Some(owner) = &owner {
        chown(&folder, Some(owner.uid), Some(owner.gid)).expect("the folder changes hands");
    }

    let mut initdb = as_owner(Command::new(binaries.join("initdb")), owner.as_ref());
    initdb.args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"]);
    let made = initdb.arg(folder.join("data")).current_dir(&folder).output().expect("initdb runs");
    assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));

    let mut guardian = as_owner(Command::new("sh"), owner.as_ref());
    guardian.args(["-c", GUARDIAN, "guardian"]).arg(&binaries).arg(&folder).current_dir(&folder);
    // Not in the terminal's group: Ctrl-C must not kill the one who tidies up.
    let guardian = guardian.process_group(0).stdin(Stdio::piped()).spawn().expect("a shell starts");
    wait_until_ready(&folder);
    keep(guardian);
    folder.to_string_lossy().into_owned()
}

/// The guardian's standard input stays open for as long as the process lives.
fn keep(guardian: Child) {
    static GUARDIAN: OnceLock<Child> = OnceLock::new();
    // There is one cluster per process, so this is the first.
    let _ = GUARDIAN.set(guardian);
}

#[expect(clippy::disallowed_methods, reason = "runs once, before any test of the process needs the runtime")]
fn wait_until_ready(folder: &Path) {
    let end = Instant::now() + PATIENCE;
    loop {
        // The last line of the file says `ready` when connections are taken.
        let lines = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap_or_default();
        if lines.lines().last().is_some_and(|line| line.trim() == "ready") {
            return;
        }
        let log = || fs::read_to_string(folder.join("log")).unwrap_or_default();
        assert!(Instant::now() < end, "PostgreSQL did not start in {PATIENCE:?}: {}", log());
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Who runs the server: PostgreSQL refuses root.
fn owner() -> Option<User> {
    if !Uid::effective().is_root() {
        return None;
    }
    let named = |name| User::from_name(name).ok().flatten();
    Some(named("postgres").or_else(|| named("nobody")).expect("root needs a user `postgres` or `nobody`"))
}

fn as_owner(mut command: Command, owner: Option<&User>) -> Command {
    if let Some(owner) = owner {
        command.uid(owner.uid.as_raw()).gid(owner.gid.as_raw());
    }
    command
}

/// The newest PostgreSQL of the machine (Debian's layout), or the one that `pg_config` names.
fn binaries() -> PathBuf {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let version = path.file_name()?.to_str()?.parse().ok()?;
            path.join("bin/initdb").exists().then(|| (version, path.join("bin")))
        })
        .collect();
    found.sort();
    if let Some((_, newest)) = found.pop() {
        return newest;
    }
    let asked = Command::new("pg_config").arg("--bindir").output();
    let asked = asked.expect("PostgreSQL's server programs are needed: apt-get install postgresql");
    PathBuf::from(String::from_utf8_lossy(&asked.stdout).trim())
}
