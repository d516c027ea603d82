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
mod twice;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use self::judge::Judged;
use self::sweep::Printed;
use self::trace::Trace;
use self::twice::Pairs;
use crate::firmware::Machine;
use crate::legs::Leg;
use crate::need::Need;
use crate::paths;
use crate::run;
use crate::step::cargo;

/// The leg that runs this command.
pub(crate) fn leg() -> Leg {
    let run = cargo("xtask boundary").limit(2 * LIMIT + BUILD);
    needs(Leg::steps("boundary", "an interrupt anywhere breaks nothing", [run]))
}

const QEMU: &str = "qemu-system-arm";

/// The same for a night: more pairs, and code as other settings make it.
pub(crate) fn soak_leg() -> Leg {
    let run = |level| {
        cargo("xtask boundary")
            .env("WAKEFUL_SOAK", "1")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level)
            .limit(10 * LIMIT + BUILD)
    };
    let steps = ["1", "3", "s", "z"].map(run);
    needs(Leg::steps(
        "soak-boundary",
        "an interrupt anywhere, at every level of optimisation",
        steps,
    ))
}

fn needs(leg: Leg) -> Leg {
    let leg = leg.needs(Need::Program(QEMU));
    Machine::ALL.iter().fold(leg, |leg, machine| leg.needs(Need::Target(machine.target())))
}

/// How long a run of qemu may take: it takes some seconds.
const LIMIT: Duration = Duration::from_secs(90);
const BUILD: Duration = Duration::from_secs(180);

/// Runs all on these machines, or on every one, and prints what came of it; whether all went well.
pub(crate) fn run(names: &[String]) -> Result<bool, String> {
    let machines = machines(names)?;
    let targets = machines.iter().map(|machine| Need::Target(machine.target()));
    let missing = [Need::Program(QEMU)].into_iter().chain(targets).find_map(|need| need.missing());
    if let Some(missing) = missing {
        println!("SKIPPED: {missing}");
        return Ok(true);
    }
    let (mut judged, mut pairs) = (Vec::new(), Vec::new());
    for machine in machines {
        let (once, twice) = on(machine)?;
        judged.extend(once);
        pairs.extend(twice);
    }
    println!("{}", table::table(&judged));
    println!("{}", table::pairs(&pairs));
    print!("{}", table::tests(&judged, &pairs));
    Ok(judged.iter().all(Judged::is_good) && pairs.iter().all(|pairs| pairs.fault.is_none()))
}

fn machines(names: &[String]) -> Result<Vec<Machine>, String> {
    if names.is_empty() {
        return Ok(Machine::ALL.to_vec());
    }
    let machine = |name: &String| {
        let known = Machine::ALL.iter().find(|machine| machine.name() == name).copied();
        known.ok_or_else(|| {
            let all = Machine::ALL.map(Machine::name).join(", ");
            format!("there is no machine `{name}`; there are {all}")
        })
    };
    names.iter().map(machine).collect()
}

fn on(machine: Machine) -> Result<(Vec<Judged>, Vec<Pairs>), String> {
    let program = build(machine)?;
    let log = paths::log(&format!("boundary-{}", machine.name())).with_extension("trace");
    let logged = log.display().to_string();
    let directory = log.parent().expect("a log lies in a directory");
    fs::create_dir_all(directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    let mut options = one_by_one(&version()?);
    options.extend(["-d", "in_asm,exec,nochain", "-D", &logged]);
    let alone = qemu(machine, &program, "trace", &options)?;
    let trace = fs::read_to_string(&log).map_err(|error| format!("{logged}: {error}"))?;
    let _ = fs::remove_file(&log);

    let clock = format!("shift={},sleep=off", shift(machine));
    let mode = if std::env::var_os("WAKEFUL_SOAK").is_some() { "long" } else { "sweep" };
    let swept = qemu(machine, &program, mode, &["-icount", &clock])?;
    let alone = Printed::parse(&alone)?;
    let trace = Trace::parse(&trace, alone.window)?;
    let swept = Printed::parse(&swept)?;
    Ok((judge::judge(machine, &trace, &alone, &swept)?, twice::judge(machine, &swept)))
}

/// What `qemu-system-arm --version` says.
fn version() -> Result<String, String> {
    let output = Command::new(QEMU).arg("--version").output();
    let output = output.map_err(|error| format!("{QEMU}: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// How qemu is told to look at each instruction: the old word was given up in favour of another.
fn one_by_one(version: &str) -> Vec<&'static str> {
    let number = version.split_once("version ").map_or("", |(_, number)| number);
    let mut parts = number.split('.').map_while(|part| part.parse::<u32>().ok());
    match (parts.next(), parts.next()) {
        (Some(major), Some(minor)) if (major, minor) < (8, 1) => vec!["-singlestep"],
        _ => vec!["-accel", "tcg,one-insn-per-tb=on"],
    }
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
        // As in the profile, whatever the caller wants for other programs: it is what is measured.
        .env("CARGO_PROFILE_RELEASE_LTO", "fat")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1")
        .limit(BUILD);
    println!("$ {step}");
    let finished = run::run(&mut step.command(), BUILD, &mut std::io::sink(), run::news)
        .map_err(|error| format!("{step}: {error}"))?;
    step.judge(&finished).map_err(|why| format!("{why}: {step}"))?;
    Ok(target.join(machine.target()).join("release/boundary"))
}

/// Runs the program; what it printed.
fn qemu(machine: Machine, program: &Path, mode: &str, options: &[&str]) -> Result<String, String> {
    let mut command = Command::new(QEMU);
    command
        .args(["-machine", machine.name(), "-nographic", "-semihosting-config"])
        .arg(format!("enable=on,target=native,arg=boundary,arg={mode}"))
        .args(options)
        .arg("-kernel")
        .arg(program)
        .stdin(Stdio::null());
    let name = format!("{mode} on {}", machine.name());
    let finished = run::run(&mut command, LIMIT, &mut std::io::sink(), |_| false)
        .map_err(|error| format!("{QEMU}: {error}"))?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_qemu_is_told_in_its_own_words() {
        let debian = "QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b2)";
        assert_eq!(one_by_one(debian), ["-singlestep"]);
        assert_eq!(one_by_one("QEMU emulator version 8.0.4"), ["-singlestep"]);
        assert_eq!(one_by_one("QEMU emulator version 8.2.2").len(), 2);
        assert_eq!(one_by_one("QEMU emulator version 10.0.0-rc1").len(), 2);
    }

    #[test]
    fn machines_are_named() {
        assert_eq!(machines(&[]).unwrap().len(), 2);
        assert_eq!(machines(&["microbit".to_owned()]).unwrap(), [Machine::Microbit]);
        assert!(machines(&["macrobit".to_owned()]).unwrap_err().contains("lm3s6965evb"));
    }
}
