//! This program under valgrind.

use std::env;
use std::process::{Command, Output};

/// What valgrind calls itself.
pub(super) fn version() -> Result<String, String> {
    let output = output(Command::new("valgrind").arg("--version"))?;
    Ok(output.trim().to_owned())
}

/// All instructions of a process that runs one batch of `count` iterations.
pub(super) fn count(row: &str, contender: &str, count: u64) -> Result<u64, String> {
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let output = output(
        Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(program)
            .args(["--once", row, contender, &count.to_string()]),
    )?;
    collected(&output).ok_or_else(|| format!("valgrind counted nothing:\n{output}"))
}

/// What a command prints that succeeds.
fn output(command: &mut Command) -> Result<String, String> {
    let Output { status, stdout, stderr } =
        command.output().map_err(|error| format!("valgrind: {error}"))?;
    let text = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    if status.success() { Ok(text) } else { Err(format!("valgrind: {status}\n{text}")) }
}

/// The sum in the last lines.
fn collected(output: &str) -> Option<u64> {
    let (_, rest) = output.rsplit_once("Collected : ")?;
    rest.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_found_in_what_valgrind_says() {
        let said =
            "==7== Events    : Ir\n==7== Collected : 123456\n==7== \n==7== I   refs:  123,456\n";
        assert_eq!(collected(said), Some(123_456));
        assert_eq!(collected("valgrind: no such file"), None);
    }
}
