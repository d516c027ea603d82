//! What the command line asks for.

use std::ffi::OsString;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

pub(crate) const USAGE: &str = "\
Counts the words of all files below a directory.

usage: tour [--threads N | --local] [--open N] [--timeout MS] [DIR]

  DIR          where to begin (default: the source tree of wakeful)
  --threads N  how many threads share the work (default: one for each processor, at least 2)
  --local      all on one thread, but for reading and listing
  --open N     how many files may be open at a time (default: half as many as threads; 2 if --local)
  --timeout MS how many milliseconds a file may take, waiting for its turn included (default: 10000)
  --help       this text

`target`, hidden directories and symbolic links are left out. Ctrl-C ends the tour early.
";

#[derive(Debug)]
pub(crate) enum Request {
    Help,
    Tour(Options),
}

#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) root: PathBuf,
    /// How many threads share the work; without, there is this one alone.
    pub(crate) threads: Option<usize>,
    pub(crate) open: usize,
    /// How long a file may take.
    pub(crate) timeout: Duration,
}

/// What `arguments`, without the program's name, ask for; or what is wrong with them.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Request, String> {
    let (mut root, mut threads, mut open, mut timeout) = (None, None, None, 10_000);
    let mut local = false;
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--help" | "-h") => return Ok(Request::Help),
            Some("--threads") => threads = Some(number("--threads", arguments.next())?),
            Some("--local") => local = true,
            Some("--open") => open = Some(number("--open", arguments.next())?),
            Some("--timeout") => timeout = number("--timeout", arguments.next())?,
            Some(option) if option.starts_with('-') => {
                return Err(format!("unknown option `{option}`"));
            }
            _ if root.is_some() => {
                return Err(format!("one directory is enough: `{}`", argument.to_string_lossy()));
            }
            _ => root = Some(PathBuf::from(argument)),
        }
    }
    let threads = match (local, threads) {
        (true, Some(_)) => {
            return Err("`--local` has one thread, so `--threads` is wrong".to_owned());
        }
        (true, None) => None,
        (false, threads) => Some(threads.unwrap_or_else(processors)),
    };
    Ok(Request::Tour(Options {
        root: root.unwrap_or_else(home),
        threads,
        // While one half reads, the other half counts.
        open: open.unwrap_or(threads.map_or(2, |threads| threads / 2)).max(1),
        timeout: Duration::from_millis(timeout as u64),
    }))
}

impl Options {
    /// How many count words: one for each thread. On one thread there are as many as can read, and one who
    /// counts meanwhile.
    pub(crate) fn counters(&self) -> usize {
        self.threads.unwrap_or(self.open + 1)
    }
}

fn number(option: &str, value: Option<OsString>) -> Result<usize, String> {
    let number: Option<NonZero<u16>> = value.and_then(|value| value.to_str()?.parse().ok());
    match number {
        Some(number) => Ok(number.get().into()),
        None => Err(format!("`{option}` needs a number from 1 to {}", u16::MAX)),
    }
}

/// The source tree of wakeful.
fn home() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).unwrap_or(package).to_owned()
}

fn processors() -> usize {
    thread::available_parallelism().map_or(2, |n| n.get().max(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(line: &str) -> Result<Request, String> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn without_arguments_the_tour_is_at_home() {
        let Ok(Request::Tour(options)) = request("") else { panic!() };
        assert_eq!(options.root, home());
        assert!(options.threads >= Some(2) && options.open >= 1);
    }

    #[test]
    fn options_and_directory_come_in_any_order() {
        let Ok(Request::Tour(options)) = request("--open 3 some/where --threads 1") else {
            panic!()
        };
        assert_eq!((options.threads, options.open, options.counters()), (Some(1), 3, 1));
        assert_eq!(options.root, PathBuf::from("some/where"));
    }

    #[test]
    fn on_one_thread_somebody_counts_while_others_read() {
        let Ok(Request::Tour(options)) = request("--local") else { panic!() };
        assert_eq!((options.threads, options.open, options.counters()), (None, 2, 3));
    }

    #[test]
    fn mistakes_are_named() {
        for (line, name) in [
            ("--thread 2", "--thread"),
            ("--threads", "--threads"),
            ("--open 0", "--open"),
            ("--open many", "--open"),
            ("one two", "two"),
            ("--local --threads 2", "--local"),
            ("--threads 2 --local", "--threads"),
        ] {
            assert!(request(line).unwrap_err().contains(name), "{line}");
        }
    }
}
