//! TCP echo: the server, or a number of clients.
//!
//! ```sh
//! cargo run --release -p devices --example echo -- --listen 127.0.0.1:7007
//! cargo run --release -p devices --example echo -- --connect 127.0.0.1:7007 --connections 100
//! ```
//!
//! The server ends with its standard input: Ctrl-D, or the end of the process at the other side of a pipe.

use std::io;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use devices::echo;
use devices::place::Place;
use devices::program::{Arguments, Failure, Mistake, main as program, stop_with_input};
use devices::server::Server;
use wakeful::sync::CancellationToken;

const USAGE: &str = "\
TCP echo: the server, or a number of clients.

usage: echo --listen ADDRESS [--limit N] [--threads N | --local]
       echo --connect ADDRESS [--connections N] [--rounds N] [--size N] [--threads N | --local]

  --listen ADDRESS   serve there (port 0: any that is free), until standard input ends
  --limit N          how many connections may be open at a time (default: 10000)
  --connect ADDRESS  talk to a server there
  --connections N    over so many connections at a time (default: 10)
  --rounds N         so many times (default: 1000)
  --size N           so many bytes each time (default: 64)
  --threads N        on so many threads (default: 2)
  --local            on this thread alone
  --help             this text
";

fn main() -> ExitCode {
    program(USAGE, |arguments| {
        let place = arguments.place()?;
        match (arguments.value("--listen")?, arguments.value("--connect")?) {
            (Some(address), None) => serve(address, &place, arguments),
            (None, Some(address)) => talk(address, &place, arguments),
            _ => Err(Mistake::new("either `--listen` or `--connect` is needed"))?,
        }
    })
}

fn serve(address: SocketAddr, place: &Place, arguments: &mut Arguments) -> Result<(), Failure> {
    let limit = arguments.value("--limit")?.unwrap_or(10_000);
    arguments.end()?;
    devices::limits::descriptors(limit as u64 + 100);
    let server = Server::bind(address, limit)?;
    println!("listening on {}", server.address()?);
    let stop = Arc::new(CancellationToken::new());
    stop_with_input(&stop);
    let served = place.run(echo::serve(server, place, stop))?;
    println!("connections: {served}");
    Ok(())
}

fn talk(address: SocketAddr, place: &Place, arguments: &mut Arguments) -> Result<(), Failure> {
    let connections = arguments.value("--connections")?.unwrap_or(10_u32);
    let rounds = arguments.value("--rounds")?.unwrap_or(1000);
    let size = arguments.value("--size")?.unwrap_or(64);
    arguments.end()?;
    devices::limits::descriptors(u64::from(connections) + 100);
    let begun = Instant::now();
    let (bytes, slowest) = place.run(async {
        let clients: Vec<_> =
            (0..connections).map(|_| place.spawn(echo::talk(address, rounds, size))).collect();
        let (mut bytes, mut slowest) = (0, Duration::ZERO);
        for client in clients {
            let seen = client.await.expect("a client does not panic")?;
            bytes += seen.bytes;
            slowest = slowest.max(seen.slowest);
        }
        io::Result::Ok((bytes, slowest))
    })?;
    let seconds = begun.elapsed().as_secs_f64();
    let trips = f64::from(connections) * f64::from(rounds) / seconds;
    println!("bytes: {bytes}\ntrips per second: {trips:.0}\nslowest: {slowest:?}");
    Ok(())
}
