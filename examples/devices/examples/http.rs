//! A small HTTP/1.1 server.
//!
//! ```sh
//! cargo run --release -p devices --example http -- --listen 127.0.0.1:8080
//! curl -i http://127.0.0.1:8080/
//! wrk -c 64 -t 2 -d 5 http://127.0.0.1:8080/
//! ```

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use devices::http::{self, Head, Response, Status};
use devices::program::{Mistake, main as program, stop_with_input};
use devices::server::Server;
use wakeful::sync::CancellationToken;

const USAGE: &str = "\
A small HTTP/1.1 server: `/` says hello, `/echo/TEXT` says TEXT.

usage: http --listen ADDRESS [--limit N] [--idle-ms N] [--threads N | --local]

  --listen ADDRESS  serve there (port 0: any that is free), until standard input ends
  --limit N         how many connections may be open at a time (default: 10000)
  --idle-ms N       how long a connection may be silent, in milliseconds (default: 10000)
  --threads N       on so many threads (default: 2)
  --local           on this thread alone
  --help            this text
";

fn main() -> ExitCode {
    program(USAGE, |arguments| {
        let place = arguments.place()?;
        let address: Option<SocketAddr> = arguments.value("--listen")?;
        let address = address.ok_or_else(|| Mistake::new("`--listen` is needed"))?;
        let limit = arguments.value("--limit")?.unwrap_or(10_000);
        let idle = Duration::from_millis(arguments.value("--idle-ms")?.unwrap_or(10_000));
        arguments.end()?;
        devices::limits::descriptors(limit as u64 + 100);
        let server = Server::bind(address, limit)?;
        println!("listening on {}", server.address()?);
        let stop = Arc::new(CancellationToken::new());
        stop_with_input(&stop);
        let served = place.run(http::serve(server, &place, stop, idle, site))?;
        println!("connections: {served}");
        Ok(())
    })
}

fn site(head: &Head<'_>) -> Response {
    match head.target {
        "/" => Response::text(Status::Ok, "hello\n"),
        target => match target.strip_prefix("/echo/") {
            Some(text) => Response::text(Status::Ok, format!("{text}\n")),
            None => Response::text(Status::NotFound, "there is no such page\n"),
        },
    }
}
