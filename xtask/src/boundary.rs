//! `cargo xtask boundary`: every operation on bare metal, interrupted at every instruction boundary.
//!
//! The program `firmware/boundary` runs twice on each machine. First without an interrupt, one instruction at a
//! time, while qemu writes down each: this is what an operation executes. Then once for each delay of an
//! interrupt, under a clock that counts instructions: this is where it was interrupted. Both must agree, but
//! for the stretches with interrupts off, which are read off the instructions.

mod judge;
mod sweep;
mod table;
mod trace;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use self::judge::Judged;
use self::sweep::Printed;
use self::trace::Trace;
use crate::firmware::Machine;
use crate::legs::Leg;
use crate::need::Need;
use crate::paths;
use crate::run;
use crate::step::cargo;

/// The leg that runs this command.
pub(crate) fn leg() -> Leg {
    let run = cargo("xtask boundary").limit(2 * LIMIT + BUILD);
    let leg = Leg::steps("boundary", "an interrupt anywhere breaks nothing", [run])
        .needs(Need::Program("qemu-system-arm"));
    Machine::ALL.iter().fold(leg, |leg, machine| leg.needs(Need::Target(machine.target())))
}

/// How long a run of qemu may take: it takes a second.
const LIMIT: Duration = Duration::from_secs(60);
const BUILD: Duration = Duration::from_secs(180);

/// Runs all on every machine, prints what came of it; whether all went well.
pub(crate) fn run() -> Result<bool, String> {
    let mut judged = Vec::new();
    for machine in Machine::ALL {
        judged.extend(on(machine)?);
    }
    println!("{}", table::table(&judged));
    print!("{}", table::tests(&judged));
    Ok(judged.iter().all(Judged::is_good))
}

fn on(machine: Machine) -> Result<Vec<Judged>, String> {
    let program = build(machine)?;
    let log = paths::log(&format!("boundary-{}", machine.name())).with_extension("trace");
    let logged = log.display().to_string();
    let directory = log.parent().expect("a log lies in a directory");
    fs::create_dir_all(directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    let alone = ["-singlestep", "-d", "in_asm,exec,nochain", "-D", &logged];
    let alone = qemu(machine, &program, "trace", &alone)?;
    let trace = fs::read_to_string(&log).map_err(|error| format!("{logged}: {error}"))?;
    let _ = fs::remove_file(&log);

    let clock = format!("shift={},sleep=off", shift(machine));
    let swept = qemu(machine, &program, "sweep", &["-icount", &clock])?;
    let alone = Printed::parse(&alone)?;
    let trace = Trace::parse(&trace, alone.window)?;
    judge::judge(machine, &trace, &alone, &Printed::parse(&swept)?)
}

/// An instruction takes two to this power nanoseconds: no less than a tick, or boundaries would be missed.
fn shift(machine: Machine) -> u32 {
    match machine {
        Machine::Microbit => 6,    // 62.5 ns
        Machine::Lm3s6965evb => 7, // 80 ns
    }
}

/// Builds the program; where it is.
fn build(machine: Machine) -> Result<PathBuf, String> {
    let target = paths::target().join("firmware");
    let line = format!("build --release -p boundary --target {}", machine.target());
    let step = cargo(&line)
        .within(&paths::root().join("firmware"))
        .env("CARGO_TARGET_DIR", target.display().to_string())
        .limit(BUILD);
    println!("$ {step}");
    let finished = run::run(&mut step.command(), BUILD, &mut std::io::sink(), run::news)
        .map_err(|error| format!("{step}: {error}"))?;
    step.judge(&finished).map_err(|why| format!("{why}: {step}"))?;
    Ok(target.join(machine.target()).join("release/boundary"))
}

/// Runs the program; what it printed.
fn qemu(machine: Machine, program: &Path, mode: &str, options: &[&str]) -> Result<String, String> {
    let mut command = Command::new("qemu-system-arm");
    command
        .args(["-machine", machine.name(), "-nographic", "-semihosting-config"])
        .arg(format!("enable=on,target=native,arg=boundary,arg={mode}"))
        .args(options)
        .arg("-kernel")
        .arg(program)
        .stdin(Stdio::null());
    let name = format!("{mode} on {}", machine.name());
    let finished = run::run(&mut command, LIMIT, &mut std::io::sink(), |_| false)
        .map_err(|error| format!("qemu-system-arm: {error}"))?;
    match finished.code {
        Some(0) => Ok(finished.stdout),
        _ if finished.hung => Err(format!("{name}: still running after {} s", LIMIT.as_secs())),
        code => {
            let last: Vec<&str> = finished.stdout.lines().rev().take(8).collect();
            let last: Vec<&str> = last.into_iter().rev().collect();
            Err(format!("{name}: exit code {code:?}\n{}\n{}", last.join("\n"), finished.stderr))
        }
    }
}
