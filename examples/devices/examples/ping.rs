//! UDP ping: the responder, or who asks.
//!
//! ```sh
//! cargo run -p devices --example ping -- --listen 127.0.0.1:7008 --drop 10
//! cargo run -p devices --example ping -- --to 127.0.0.1:7008 --count 20
//! ```

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use devices::ping::{Plan, Responder, ping};
use devices::program::{Arguments, Failure, Mistake, main as program, stop_with_input};
use wakeful::executor::block_on;
use wakeful::sync::CancellationToken;

const USAGE: &str = "\
UDP ping: the responder, or who asks.

usage: ping --listen ADDRESS [--drop N]
       ping --to ADDRESS [--count N] [--interval-ms N] [--patience-ms N]

  --listen ADDRESS  answer there (port 0: any that is free), until standard input ends
  --drop N          do not answer every Nth ping
  --to ADDRESS      ask there
  --count N         so many times (default: 10)
  --interval-ms N   how long from ping to ping, in milliseconds (default: 100)
  --patience-ms N   how long to wait for an answer, in milliseconds (default: 1000)
  --help            this text
";

fn main() -> ExitCode {
    program(USAGE, |arguments| match (arguments.value("--listen")?, arguments.value("--to")?) {
        (Some(address), None) => respond(address, arguments),
        (None, Some(address)) => ask(address, arguments),
        _ => Err(Mistake::new("either `--listen` or `--to` is needed"))?,
    })
}

fn respond(address: SocketAddr, arguments: &mut Arguments) -> Result<(), Failure> {
    let every = arguments.value("--drop")?.unwrap_or(u32::MAX).max(1);
    arguments.end()?;
    let responder = Responder::bind(address)?;
    println!("listening on {}", responder.address()?);
    let stop = Arc::new(CancellationToken::new());
    stop_with_input(&stop);
    let respond = responder.run(|number| (number + 1) % every != 0);
    Ok(block_on(stop.run_until_cancelled(respond)).unwrap_or(Ok(()))?)
}

fn ask(address: SocketAddr, arguments: &mut Arguments) -> Result<(), Failure> {
    let count = arguments.value("--count")?.unwrap_or(10);
    let interval = Duration::from_millis(arguments.value("--interval-ms")?.unwrap_or(100));
    let patience = Duration::from_millis(arguments.value("--patience-ms")?.unwrap_or(1000));
    arguments.end()?;
    let report = block_on(ping(address, Plan { count, interval, patience }))?;
    for (number, trip) in &report.trips {
        println!("{number} after {trip:?}");
    }
    for number in report.lost() {
        println!("{number} lost");
    }
    let (sent, lost) = (report.sent, report.lost().count());
    println!("sent {sent}, lost {lost}, late {}, twice {}", report.late, report.twice);
    Ok(())
}
