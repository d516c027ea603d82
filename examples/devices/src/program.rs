//! What a `main` does with its arguments, and with what went wrong.

use std::error::Error;
use std::ffi::OsString;
use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;
use std::str::FromStr;
use std::sync::Arc;
use std::thread;

use wakeful::sync::CancellationToken;

use crate::place::Place;

/// Why a program ended: a mistake in its arguments, or anything that failed.
pub type Failure = Box<dyn Error + Send + Sync>;

/// Runs `body` with the arguments of this process. The exit code is 0, 1 if something failed, 2 if the
/// arguments are wrong; `--help` prints `usage`.
pub fn main(usage: &str, body: impl FnOnce(&mut Arguments) -> Result<(), Failure>) -> ExitCode {
    let mut arguments = Arguments::new(std::env::args_os().skip(1));
    if arguments.flag("--help") || arguments.flag("-h") {
        // Whoever closed the output wants no help.
        let _ = io::stdout().write_all(usage.as_bytes());
        return ExitCode::SUCCESS;
    }
    match body(&mut arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<Mistake>() => fail(&format!("{error}; `--help` tells more"), 2),
        // Whoever reads has seen enough.
        Err(error) if is_broken_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => fail(&error.to_string(), 1),
    }
}

fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    let error = error.downcast_ref::<io::Error>();
    error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

fn fail(message: &str, code: u8) -> ExitCode {
    // If stderr is closed there is nobody to tell, and the code says it all the same.
    let _ = writeln!(io::stderr(), "error: {message}");
    ExitCode::from(code)
}

/// Cancels `stop` when standard input ends: with Ctrl-D, or with the process at the other side of a pipe. The
/// thread that waits for that ends with the process.
pub fn stop_with_input(stop: &Arc<CancellationToken>) {
    let stop = Arc::clone(stop);
    thread::spawn(move || {
        // If it cannot be read, then that is its end.
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        stop.cancel();
    });
}

/// What is wrong with the arguments.
#[derive(Debug)]
pub struct Mistake(String);

impl Mistake {
    /// What to tell whoever made it.
    pub fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Mistake {}

/// The arguments that nobody has asked for yet.
#[derive(Debug)]
pub struct Arguments {
    left: Vec<OsString>,
}

impl Arguments {
    /// Arguments, without the program's name.
    pub fn new(arguments: impl IntoIterator<Item = OsString>) -> Self {
        Self { left: arguments.into_iter().collect() }
    }

    /// Whether `name` is there.
    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.left.len();
        self.left.retain(|argument| argument != name);
        self.left.len() < before
    }

    /// What follows `name`, if it is there.
    ///
    /// # Errors
    ///
    /// If nothing follows, or something that is no `T`.
    pub fn value<T: FromStr>(&mut self, name: &str) -> Result<Option<T>, Mistake> {
        let Some(at) = self.left.iter().position(|argument| argument == name) else {
            return Ok(None);
        };
        self.left.remove(at);
        if at == self.left.len() {
            return Err(Mistake(format!("`{name}` needs a value")));
        }
        let value = self.left.remove(at);
        match value.to_str().and_then(|value| value.parse().ok()) {
            Some(value) => Ok(Some(value)),
            None => Err(Mistake(format!("`{}` is no value for `{name}`", value.to_string_lossy()))),
        }
    }

    /// What `--threads N` and `--local` ask for; two threads without them.
    ///
    /// # Errors
    ///
    /// If they make no sense, or the threads cannot be started.
    pub fn place(&mut self) -> Result<Place, Failure> {
        let place = match (self.flag("--local"), self.value("--threads")?) {
            (true, Some(_)) => {
                return Err(Mistake("`--local` has one thread: without `--threads`".to_owned()))?;
            }
            (true, None) => None,
            (false, Some(0)) => return Err(Mistake("`--threads` needs 1 or more".to_owned()))?,
            (false, threads) => Some(threads.unwrap_or(2)),
        };
        Ok(Place::new(place)?)
    }

    /// Says that there are no others.
    ///
    /// # Errors
    ///
    /// If there are.
    pub fn end(&self) -> Result<(), Mistake> {
        match self.left.first() {
            None => Ok(()),
            Some(argument) => {
                Err(Mistake(format!("unknown argument `{}`", argument.to_string_lossy())))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(line: &str) -> Arguments {
        Arguments::new(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn flags_and_values_come_in_any_order() {
        let mut arguments = arguments("--size 7 --fast --name x");
        assert_eq!(arguments.value("--name").unwrap(), Some("x".to_owned()));
        assert!(arguments.flag("--fast") && !arguments.flag("--slow"));
        assert_eq!(arguments.value("--size").unwrap(), Some(7));
        assert_eq!(arguments.value::<u32>("--age").unwrap(), None);
        assert!(arguments.end().is_ok());
    }

    #[test]
    fn mistakes_are_named() {
        let no_value = arguments("--size").value::<u32>("--size").unwrap_err();
        assert!(no_value.to_string().contains("--size"));
        let no_number = arguments("--size x").value::<u32>("--size").unwrap_err();
        assert!(no_number.to_string().contains("`x`"));
        assert!(arguments("--wrong").end().unwrap_err().to_string().contains("--wrong"));
        for line in ["--local --threads 2", "--threads 0", "--threads many"] {
            assert!(arguments(line).place().unwrap_err().is::<Mistake>(), "{line}");
        }
    }
}
