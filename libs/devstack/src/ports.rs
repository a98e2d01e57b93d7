//! Free loopback ports.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Mutex;

use anyhow::{Result, bail};

/// Below the range from which the kernel takes ports for outgoing connections (32768 on Linux), so
/// that a port chosen now, or kept over a restart, is not lost to somebody's connection.
const RANGE: std::ops::Range<u16> = 15_000..32_000;

/// What this process has given out already.
static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());

/// Chooses a port of 127.0.0.1 that nobody listens on. Another process may still be faster: who
/// starts a server on it tries again with another port.
///
/// # Errors
/// None of a thousand tried was free.
pub fn free() -> Result<SocketAddr> {
    for _ in 0..1000 {
        let offset = u16::from_ne_bytes(random_pair()) % (RANGE.end - RANGE.start);
        let port = RANGE.start + offset;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut given = GIVEN.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if !given.contains(&port) && TcpListener::bind(address).is_ok() {
            given.insert(port);
            return Ok(address);
        }
    }
    bail!("no free port between {} and {}", RANGE.start, RANGE.end)
}

fn random_pair() -> [u8; 2] {
    let [first, second, ..] = *uuid::Uuid::new_v4().as_bytes();
    [first, second]
}
