use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use devstack::folder;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::time::{Instant, sleep};

/// The processes that work in a folder or name it on their command line, dead ones that nobody has
/// collected aside.
fn at_work_in(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let process = entry.path();
        let Ok(words) = fs::read(process.join("cmdline")) else {
            continue;
        };
        let words = String::from_utf8_lossy(&words).replace('\0', " ");
        let place = fs::read_link(process.join("cwd")).unwrap_or_default();
        if words.contains(folder.to_str().unwrap()) || place.starts_with(folder) {
            found.push(format!("{}: {words}", process.display()));
        }
    }
    found
}

#[tokio::test]
async fn nothing_outlives_a_caller_that_is_killed_or_interrupted() {
    for signal in [Signal::SIGKILL, Signal::SIGINT] {
        let place = folder::temporary().unwrap();
        let holder = folder::binaries().unwrap().join("examples/hold");
        let output = fs::File::create(place.path().join("holder.log")).unwrap();
        // A shell that runs this test in the background has SIGINT ignored, and children inherit that.
        let mut caller = Command::new("env")
            .arg("--default-signal=INT")
            .arg(holder)
            .arg(place.path())
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn()
            .unwrap();
        let deadline = Instant::now() + Duration::from_secs(150);
        let said = || fs::read_to_string(place.path().join("holder.log")).unwrap();
        while !said().contains("holding") {
            assert!(Instant::now() < deadline, "{}", said());
            assert!(caller.try_wait().unwrap().is_none(), "{}", said());
            sleep(Duration::from_millis(50)).await;
        }
        assert!(at_work_in(place.path()).len() > 3);

        kill(Pid::from_raw(caller.id().try_into().unwrap()), signal).unwrap();
        caller.wait().unwrap();

        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let left = at_work_in(place.path());
            if left.is_empty() {
                break;
            }
            assert!(Instant::now() < deadline, "after {signal}: {left:#?}");
            sleep(Duration::from_millis(50)).await;
        }
    }
}

#[tokio::test]
async fn a_crashed_callers_temporary_folder_is_swept_and_a_living_ones_stays() {
    let living = folder::temporary().unwrap();
    let crashed = folder::temporary().unwrap().keep();
    fs::write(crashed.join("owner.lock"), "").unwrap();

    let _next = folder::temporary().unwrap();

    assert!(living.path().exists());
    assert!(!crashed.exists());
}
