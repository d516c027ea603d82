//! What the command line asks for.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

pub(crate) const USAGE: &str = "\
Counts the words of all files below a directory.

usage: tour [--threads N | --local] [--open N] [--timeout MS] [--listen ADDRESS] [DIR | -]

  DIR          where to begin (default: the source tree of wakeful)
  -            where standard input says: a directory on each line, listed as they come
  --threads N  how many threads share the work (default: one for each processor, at least 2)
  --local      all on one thread, but for reading and listing
  --open N     how many files may be open at a time (default: half as many as threads; 2 if --local)
  --timeout MS how many milliseconds a file may take, waiting for its turn included (default: 10000)
  --listen ADDRESS
               tell how far it is to everybody who connects there by TCP, such as 127.0.0.1:7000; port 0
               takes one that is free, and the error output says which
  --help       this text

`target`, hidden directories and symbolic links are left out. Ctrl-C ends the tour early.

Who connects gets a line of JSON at once, and then 20 in a second until the end (try `nc 127.0.0.1 7000`):
  {\"files\":12,\"bytes\":3456,\"words\":789,\"seconds\":0.050,\"state\":\"running\"}
In the last one the state is \"done\", \"interrupted\" or \"failed\".
";

#[derive(Debug)]
pub(crate) enum Request {
    Help,
    Tour(Options),
}

#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) root: Root,
    /// How many threads share the work; without, there is this one alone.
    pub(crate) threads: Option<usize>,
    pub(crate) open: usize,
    /// How long a file may take.
    pub(crate) timeout: Duration,
    /// Where to tell how far the tour is.
    pub(crate) listen: Option<SocketAddr>,
}

/// Where the tour begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Root {
    Directory(PathBuf),
    /// Standard input lists the directories.
    Listed,
}

/// What `arguments`, without the program's name, ask for; or what is wrong with them.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Request, String> {
    let (mut root, mut threads, mut open, mut timeout) = (None, None, None, 10_000);
    let (mut local, mut listen) = (false, None);
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--help" | "-h") => return Ok(Request::Help),
            Some("--threads") => threads = Some(number("--threads", arguments.next())?),
            Some("--local") => local = true,
            Some("--open") => open = Some(number("--open", arguments.next())?),
            Some("--timeout") => timeout = number("--timeout", arguments.next())?,
            Some("--listen") => listen = Some(address(arguments.next())?),
            Some("-") if root.is_none() => root = Some(Root::Listed),
            Some(option) if option.starts_with('-') && option != "-" => {
                return Err(format!("unknown option `{option}`"));
            }
            _ if root.is_some() => {
                return Err(format!("one directory is enough: `{}`", argument.to_string_lossy()));
            }
            _ => root = Some(Root::Directory(argument.into())),
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
        root: root.unwrap_or_else(|| Root::Directory(home())),
        threads,
        // While one half reads, the other half counts.
        open: open.unwrap_or(threads.map_or(2, |threads| threads / 2)).max(1),
        timeout: Duration::from_millis(timeout as u64),
        listen,
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

fn address(value: Option<OsString>) -> Result<SocketAddr, String> {
    let address = value.and_then(|value| value.to_str()?.parse().ok());
    address.ok_or_else(|| "`--listen` needs an address and a port, such as 127.0.0.1:0".to_owned())
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
        assert_eq!(options.root, Root::Directory(home()));
        assert_eq!(options.listen, None);
        assert!(options.threads >= Some(2) && options.open >= 1);
    }

    #[test]
    fn options_and_directory_come_in_any_order() {
        let Ok(Request::Tour(options)) = request("--open 3 some/where --threads 1") else {
            panic!()
        };
        assert_eq!((options.threads, options.open, options.counters()), (Some(1), 3, 1));
        assert_eq!(options.root, Root::Directory("some/where".into()));
    }

    #[test]
    fn on_one_thread_somebody_counts_while_others_read() {
        let Ok(Request::Tour(options)) = request("--local") else { panic!() };
        assert_eq!((options.threads, options.open, options.counters()), (None, 2, 3));
    }

    #[test]
    fn a_list_and_an_audience_can_be_asked_for() {
        let Ok(Request::Tour(options)) = request("--listen [::1]:7 -") else { panic!() };
        assert_eq!(
            (options.root, options.listen),
            (Root::Listed, Some(([0, 0, 0, 0, 0, 0, 0, 1], 7).into()))
        );
    }

    #[test]
    fn mistakes_are_named() {
        for (line, name) in [
            ("--thread 2", "--thread"),
            ("--threads", "--threads"),
            ("--open 0", "--open"),
            ("--open many", "--open"),
            ("one two", "two"),
            ("one -", "`-`"),
            ("- one", "one"),
            ("--listen", "--listen"),
            ("--listen 80", "--listen"),
            ("--local --threads 2", "--local"),
            ("--threads 2 --local", "--threads"),
        ] {
            assert!(request(line).unwrap_err().contains(name), "{line}");
        }
    }
}
