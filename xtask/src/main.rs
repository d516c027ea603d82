//! The checks of this project as a program: the same command here and in CI.

#[cfg_attr(unix, path = "group/unix.rs")]
#[cfg_attr(not(unix), path = "group/other.rs")]
mod group;

mod boundary;
mod count;
mod firmware;
mod floors;
mod legs;
mod mutants;
mod need;
mod paths;
mod report;
mod run;
mod setup;
mod size;
mod soak;
mod step;
mod suite;

use std::process::ExitCode;

use crate::legs::Leg;
use crate::mutants::Scope;

const USAGE: &str = "\
cargo xtask test [LEG…] [--without LEG]…   run the legs below, or only the named
cargo xtask soak [LEG…] [--without LEG]…   run the long forms
cargo xtask firmware [NAME…]               run the programs for bare metal, or only the named
cargo xtask boundary [MACHINE…]            interrupt operations at every instruction boundary
cargo xtask size [--quick]                 weigh the primitives on bare metal, and check the budgets
cargo xtask mutants [NAME…]                run the planted faults, or only the named
cargo xtask floors                         raise the floors to the counts of the last run
cargo xtask setup                          install the tools that the legs need";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", [].as_slice()),
    };
    let outcome = match command {
        "test" => select(legs::all(), rest).and_then(|legs| suite::run(&legs)),
        "soak" => select(soak::all(), rest).and_then(|legs| suite::run(&legs)),
        "firmware" => firmware::leg(rest).and_then(|leg| suite::run(&[leg])),
        "boundary" => boundary::run(rest),
        "size" => size::arguments(rest),
        "mutants" => suite::run_mutants(&Scope::named(rest)),
        "floors" => floors::raise(),
        "setup" => {
            setup::run();
            Ok(true)
        }
        "help" | "--help" | "-h" => {
            help();
            Ok(true)
        }
        unknown => Err(format!("there is no command `{unknown}`\n\n{USAGE}")),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("xtask: {why}");
            ExitCode::from(2)
        }
    }
}

fn help() {
    println!("{USAGE}");
    for (title, legs) in [("test", legs::all()), ("soak", soak::all())] {
        println!("\nlegs of `{title}`:");
        for leg in legs {
            println!("  {:<16} {}", leg.name, leg.caption);
        }
    }
}

/// Keeps the legs that the command line asks for, in their own order.
fn select(legs: Vec<Leg>, arguments: &[String]) -> Result<Vec<Leg>, String> {
    let mut wanted = Vec::new();
    let mut unwanted = Vec::new();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--without" => unwanted.push(words.next().ok_or("`--without` needs a leg")?),
            flag if flag.starts_with('-') => return Err(format!("there is no flag `{flag}`")),
            _ => wanted.push(word),
        }
    }
    for name in wanted.iter().chain(&unwanted) {
        if !legs.iter().any(|leg| leg.name == name.as_str()) {
            let names: Vec<&str> = legs.iter().map(|leg| leg.name).collect();
            let names = names.join(", ");
            return Err(format!("there is no leg `{name}`; the legs are {names}"));
        }
    }
    let named = |list: &[&String], leg: &Leg| list.iter().any(|name| *name == leg.name);
    Ok(legs
        .into_iter()
        .filter(|leg| wanted.is_empty() || named(&wanted, leg))
        .filter(|leg| !named(&unwanted, leg))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selected(line: &str) -> Result<Vec<&'static str>, String> {
        let words: Vec<String> = line.split_whitespace().map(String::from).collect();
        Ok(select(legs::all(), &words)?.iter().map(|leg| leg.name).collect())
    }

    #[test]
    fn without_names_every_leg_runs() {
        assert_eq!(selected("").unwrap().len(), legs::all().len());
    }

    #[test]
    fn named_legs_run_in_the_order_of_the_table() {
        assert_eq!(selected("clippy format").unwrap(), ["format", "clippy"]);
    }

    #[test]
    fn a_leg_can_be_left_out() {
        let legs = selected("--without bench-smoke").unwrap();
        assert_eq!(legs.len(), legs::all().len() - 1);
        assert!(!legs.contains(&"bench-smoke"));
    }

    #[test]
    fn an_unknown_leg_is_an_error() {
        assert!(selected("formt").unwrap_err().contains("formt"));
        assert!(selected("--without formt").is_err());
        assert!(selected("--without").is_err());
        assert!(selected("--wihtout format").is_err());
    }
}
