//! The command line.

use std::path::PathBuf;

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Measures wakeful against what the hardware allows and against its peers.

Usage: cargo run -p bench --release -- [OPTIONS]

  --only NAME   only rows whose `group/row` contains NAME; may be repeated
  --quick       three rounds: enough to see that everything runs
  --instructions
                count instructions under valgrind instead of nanoseconds: in the rows where they
                repeat, or in those that --only names
  --syscalls    count system calls under strace: in the rows of the reactor that do so, or in those
                that --only names
  --once ROW CONTENDER COUNT
                one batch of one contender, and nothing else: what others run, to count
  --list        print the rows and leave
  --out DIR     where the report goes (default: bench/report)
  --help        print this and leave
";

/// What was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) only: Vec<String>,
    pub(crate) quick: bool,
    pub(crate) instructions: bool,
    pub(crate) syscalls: bool,
    pub(crate) once: Option<Once>,
    pub(crate) list: bool,
    pub(crate) help: bool,
    pub(crate) out: Option<PathBuf>,
}

/// One batch of one contender.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Once {
    pub(crate) row: String,
    pub(crate) contender: String,
    pub(crate) count: u64,
}

impl Options {
    /// Reads the arguments that follow the program's name.
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self::default();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
            match argument.as_str() {
                "--only" => options.only.push(value()?),
                "--out" => options.out = Some(value()?.into()),
                "--instructions" => options.instructions = true,
                "--syscalls" => options.syscalls = true,
                "--once" => {
                    let (row, contender, count) = (value()?, value()?, value()?);
                    let count = count.parse().map_err(|_| format!("{count} is no number"))?;
                    options.once = Some(Once { row, contender, count });
                }
                "--quick" => options.quick = true,
                "--list" => options.list = true,
                "--help" | "-h" => options.help = true,
                other => return Err(format!("unknown option {other}")),
            }
        }
        Ok(options)
    }

    /// Whether the row with this path was asked for.
    pub(crate) fn wants(&self, path: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| path.contains(only.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, String> {
        Options::parse(line.split_whitespace().map(String::from))
    }

    #[test]
    fn only_may_be_repeated() {
        let options = parse("--only mutex --quick --only rwlock/read").unwrap();
        assert!(options.quick);
        assert!(options.wants("mutex/lock + unlock"));
        assert!(options.wants("rwlock/read + unlock"));
        assert!(!options.wants("rwlock/write + unlock"));
    }

    #[test]
    fn without_only_everything_is_wanted() {
        assert!(parse("").unwrap().wants("anything"));
    }

    #[test]
    fn mistakes_are_reported() {
        assert!(parse("--fast").is_err());
        assert!(parse("--out").is_err());
        assert!(parse("--once row contender").is_err());
        assert!(parse("--once row contender many").is_err());
    }
}
