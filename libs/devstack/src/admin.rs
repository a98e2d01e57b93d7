//! A service's admin port: plain HTTP on the loopback.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const PATIENCE: Duration = Duration::from_secs(2);

/// The body of `path`.
///
/// # Errors
/// Nobody answers in time, or the status is not 200.
pub(crate) async fn get(address: SocketAddr, path: &str) -> Result<String> {
    ask(address, path, &format!("GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n")).await
}

/// What `path` answers to a JSON body.
///
/// # Errors
/// As [`get`].
pub(crate) async fn post(address: SocketAddr, path: &str, json: &str) -> Result<String> {
    let length = json.len();
    let head = format!("POST {path} HTTP/1.0\r\nHost: {address}\r\nContent-Type: application/json");
    ask(address, path, &format!("{head}\r\nContent-Length: {length}\r\n\r\n{json}")).await
}

async fn ask(address: SocketAddr, path: &str, question: &str) -> Result<String> {
    let exchange = async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(question.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        std::io::Result::Ok(answer)
    };
    let answer = tokio::time::timeout(PATIENCE, exchange)
        .await
        .with_context(|| format!("http://{address}{path} does not answer"))?
        .with_context(|| format!("ask http://{address}{path}"))?;
    let (head, body) = answer.split_once("\r\n\r\n").context("an HTTP answer")?;
    if head.split(' ').nth(1) != Some("200") {
        bail!("http://{address}{path}: {body}");
    }
    Ok(body.to_owned())
}
