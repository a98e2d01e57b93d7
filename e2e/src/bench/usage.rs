//! Processor time and memory of the mesh's processes, from `/proc`.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};
use devstack::mesh::HOUSES;

use crate::world::World;

/// Linux counts processor time in hundredths of a second towards programs, whatever the machine.
const TICKS_PER_SECOND: u64 = 100;

/// Processor time that processes have had since they began. A part is a service, `postgres/<database>` (the
/// server's processes for that database's connections) or `postgres` (all its others).
#[derive(Debug, Default)]
pub(super) struct Usage(BTreeMap<(String, u32), Duration>);

/// Processor time between two looks, by part.
#[derive(Debug, Default)]
pub(super) struct Spent(BTreeMap<String, Duration>);

impl Usage {
    /// Looks at every process of the mesh.
    pub(super) fn of(world: &mut World) -> Result<Self> {
        let mut usage = Self::default();
        for house in HOUSES {
            let process = world.mesh.process(house)?.id();
            usage.0.insert((house.to_owned(), process), processor_time(process)?);
        }
        let server = world.mesh.process("postgres")?.id();
        usage.0.insert(("postgres".to_owned(), server), processor_time(server)?);
        for process in children(server)? {
            // One that has ended between the listing and the look is not counted.
            if let (Ok(time), Ok(title)) = (processor_time(process), title(process)) {
                usage.0.insert((part(&title), process), time);
            }
        }
        Ok(usage)
    }

    /// What was spent since an earlier look. A process that has ended meanwhile is not counted.
    pub(super) fn since(&self, earlier: &Self) -> Spent {
        let mut spent = Spent::default();
        for (key, time) in &self.0 {
            let before = earlier.0.get(key).copied().unwrap_or_default();
            *spent.0.entry(key.0.clone()).or_default() += time.saturating_sub(before);
        }
        spent
    }
}

impl Spent {
    /// Of one part.
    pub(super) fn by(&self, part: &str) -> Duration {
        self.0.get(part).copied().unwrap_or_default()
    }

    /// Of a service and of what PostgreSQL did for it: the processes of its connections and the server's common
    /// ones (log writer, checkpointer), which work for others as well.
    pub(super) fn with_database(&self, house: &str) -> Duration {
        self.by(house) + self.database(house)
    }

    /// Of what PostgreSQL did for a service.
    pub(super) fn database(&self, house: &str) -> Duration {
        self.by(&format!("postgres/{house}")) + self.by("postgres")
    }

    /// Of all services and PostgreSQL.
    pub(super) fn altogether(&self) -> Duration {
        self.0.values().sum()
    }
}

/// User and system time of a process and of its children that have ended.
pub(super) fn processor_time(process: u32) -> Result<Duration> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).context("a process's stat")?;
    // The name in parentheses may hold spaces; the fields after it are counted from the state, field 3.
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = (11..15).filter_map(|at| fields.get(at)?.parse::<u64>().ok()).sum::<u64>();
    Ok(Duration::from_millis(ticks * 1000 / TICKS_PER_SECOND))
}

/// Resident memory of a process, bytes.
pub(super) fn resident(process: u32) -> Result<u64> {
    let text = fs::read_to_string(format!("/proc/{process}/status")).context("a process's status")?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    let kibibytes: u64 = line.trim().trim_end_matches(" kB").parse().context("VmRSS is no number")?;
    Ok(kibibytes * 1024)
}

fn children(of: u32) -> Result<Vec<u32>> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").context("list the processes")? {
        let Ok(process) = entry?.file_name().to_string_lossy().parse::<u32>() else { continue };
        let Ok(text) = fs::read_to_string(format!("/proc/{process}/stat")) else { continue };
        let parent = text.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(1)?.parse().ok());
        if parent == Some(of) {
            found.push(process);
        }
    }
    Ok(found)
}

/// What a server process calls itself, `postgres: workflow workflow 127.0.0.1(4711) idle`.
fn title(process: u32) -> Result<String> {
    let bytes = fs::read(format!("/proc/{process}/cmdline")).context("a process's title")?;
    Ok(String::from_utf8_lossy(&bytes).replace('\0', " "))
}

fn part(title: &str) -> String {
    let database = title.strip_prefix("postgres: ").and_then(|rest| rest.split(' ').nth(1));
    match database {
        Some(database) if HOUSES.contains(&database) => format!("postgres/{database}"),
        _ => "postgres".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_process_counts_for_the_database_of_its_connection() {
        assert_eq!(part("postgres: workflow workflow 127.0.0.1(4711) idle  "), "postgres/workflow");
        assert_eq!(part("postgres: walwriter  "), "postgres");
        assert_eq!(part("/usr/lib/postgresql/17/bin/postgres -D /tmp/data"), "postgres");
    }

    #[test]
    fn a_process_that_works_has_had_processor_time() {
        let own = std::process::id();
        let mut sum = 0_u64;
        while processor_time(own).unwrap() < Duration::from_millis(20) {
            sum = sum.wrapping_mul(31).wrapping_add(7);
        }

        assert!(resident(own).unwrap() > 1 << 20, "{sum}");
    }
}
