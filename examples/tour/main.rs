//! A tour of a directory: several tasks count the words of all files below it.
//!
//! ```sh
//! cargo run --release --example tour -- [--threads N | --local] [--open N] [--timeout MS] [DIR]
//! find . -maxdepth 1 -type d | cargo run --release --example tour -- --listen 127.0.0.1:7000 -
//! ```
//!
//! A walker lists the directories; its files flow through a channel to the workers that count; what they
//! see comes back to a collector. All are tasks of a pool of threads, or of one thread:
//!
//! | from wakeful | here |
//! |---|---|
//! | `ThreadPool`, `LocalExecutor` | poll the tasks (`place.rs`) |
//! | `unblock` | reads files where there is only one thread for tasks (`place.rs`) |
//! | `JoinHandle` | the end, and what the collector collected (`tour.rs`) |
//! | `mpmc` | gives each file to a worker that is free (`walker.rs`, `worker.rs`) |
//! | `oneshot` | brings the answer to each file back (`job.rs`) |
//! | `mpsc` | tells the collector what to wait for, in order (`collector.rs`) |
//! | `watch` | tells how far the tour is to whoever shows it (`show.rs`) |
//! | `broadcast` | tells everybody to stop: Ctrl-C, or an error that ends the tour (`stop.rs`) |
//! | `RwLock` | the words: many add to those that are known, one adds new ones (`words.rs`) |
//! | `Semaphore` | limits how many files are open |
//! | `OnceCell` | the error that ended the tour, the first if there are several |
//! | `interval`, `race` | a progress line now and then, until the end (`show.rs`) |
//! | `Device` | hears lines of standard input as they come (`roots/`), and serves those who connect (`audience.rs`) |
//! | `CancellationToken` | tells those who connected that the tour is over (`audience.rs`) |
//! | `timeout`, `yield_now` | gives up a file that takes too long (`worker.rs`) |
//!
//! Every wait is measured: the last line of the output says how many allocations happened in all of
//! them (`allocations.rs`).
//!
//! Exit codes: 0, also if some files could not be read (they are listed); 1 if that is so of a directory
//! that standard input lists; 2 if the tour could not begin; 130 after Ctrl-C, with what was counted until then.

mod allocations;
mod audience;
mod collector;
mod files;
#[cfg_attr(unix, path = "interrupt/unix.rs")]
#[cfg_attr(not(unix), path = "interrupt/none.rs")]
mod interrupt;
mod job;
mod options;
mod place;
mod report;
mod roots;
mod show;
mod stop;
mod tour;
mod walker;
mod words;
mod worker;

use std::io::{self, Write};
use std::process::ExitCode;

use self::options::{Options, Request, USAGE};
use self::tour::Tour;

fn main() -> ExitCode {
    match options::parse(std::env::args_os().skip(1)) {
        Ok(Request::Help) => printed(io::stdout().write_all(USAGE.as_bytes()), 0),
        Ok(Request::Tour(options)) => walk(options),
        Err(mistake) => fail(&format!("{mistake}; `--help` tells more"), 2),
    }
}

fn walk(options: Options) -> ExitCode {
    interrupt::listen();
    match Tour::run(options) {
        Ok(sights) => {
            let code = match sights.interrupted {
                true => 130,
                false => u8::from(sights.totals.refused > 0),
            };
            printed(report::print(&sights, &mut io::stdout().lock()), code)
        }
        Err(failure) => fail(&failure.to_string(), 2),
    }
}

fn printed(result: io::Result<()>, code: u8) -> ExitCode {
    match result {
        Ok(()) => ExitCode::from(code),
        // Whoever reads has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::from(code),
        Err(error) => fail(&format!("cannot print: {error}"), 1),
    }
}

fn fail(message: &str, code: u8) -> ExitCode {
    // If stderr is closed there is nobody to tell, and the code says it all the same.
    let _ = writeln!(io::stderr(), "tour: {message}");
    ExitCode::from(code)
}
