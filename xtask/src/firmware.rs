//! Programs for bare metal, run by `qemu-system-arm`, as a table.

#[cfg(test)]
mod named;

use std::time::Duration;

use crate::legs::{Leg, STACKED, TREE, Work};
use crate::need::Need;
use crate::paths;
use crate::step::{Step, cargo};

/// A board that qemu plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Machine {
    /// nRF51822: no compare-exchange.
    Microbit,
    Lm3s6965evb,
}

impl Machine {
    pub(crate) const ALL: [Machine; 2] = [Machine::Microbit, Machine::Lm3s6965evb];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Machine::Microbit => "microbit",
            Machine::Lm3s6965evb => "lm3s6965evb",
        }
    }

    pub(crate) fn target(self) -> &'static str {
        match self {
            Machine::Microbit => "thumbv6m-none-eabi",
            Machine::Lm3s6965evb => "thumbv7m-none-eabi",
        }
    }

    /// The variable by which cargo learns how to run a program for this target.
    fn runner(self) -> &'static str {
        match self {
            Machine::Microbit => "CARGO_TARGET_THUMBV6M_NONE_EABI_RUNNER",
            Machine::Lm3s6965evb => "CARGO_TARGET_THUMBV7M_NONE_EABI_RUNNER",
        }
    }
}

/// A program of the workspace `firmware/`. It prints its tests as libtest does, and exits with 0 if all is well.
#[derive(Clone, Copy, Debug)]
struct Program {
    package: &'static str,
    bin: &'static str,
    machines: &'static [Machine],
    /// More words for cargo, such as features.
    cargo: &'static str,
    /// More options for qemu.
    qemu: &'static str,
    /// What the output must contain beside counts, if anything.
    prints: Option<&'static str>,
    /// It has a planted fault, so it must fail.
    planted: bool,
}

impl Program {
    /// A program for both machines that must succeed.
    const fn new(package: &'static str, bin: &'static str) -> Program {
        let machines = &Machine::ALL;
        Program { package, bin, machines, cargo: "", qemu: "", prints: None, planted: false }
    }
}

/// Each instruction takes as long as the others, and sleep takes no time: a run is like the one before.
const COUNTED: &str = "-icount shift=6,sleep=off";

const PROGRAMS: &[Program] = &[
    Program::new("suite", "hello"),
    Program { qemu: COUNTED, ..Program::new("suite", "local") },
    Program { qemu: COUNTED, ..Program::new("suite", "critical") },
    Program { qemu: COUNTED, ..Program::new("suite", "handlers") },
    Program {
        machines: &[Machine::Microbit],
        cargo: "--features open-sections",
        qemu: COUNTED,
        planted: true,
        ..Program::new("suite", "critical")
    },
    Program { qemu: COUNTED, ..Program::new("devices", "clock") },
    Program { qemu: COUNTED, ..Program::new("devices", "transfer") },
    Program {
        qemu: "-monitor none -chardev pipe,id=port,path=devices/lines.txt -serial chardev:port",
        ..Program::new("devices", "lines")
    },
    Program {
        machines: &[Machine::Microbit],
        prints: Some("blinked"),
        ..Program::new("guide", "guide")
    },
    Program::new("under-embassy", "under-embassy"),
    Program { machines: &[Machine::Lm3s6965evb], ..Program::new("under-rtic", "under-rtic") },
    Program { qemu: COUNTED, ..Program::new("under-rtos", "under-rtos") },
];

/// The packages that are tested here, too.
const ON_HOST: &[&str] = &["drivers"];

/// Longer than this is a hang; it includes the build.
const LIMIT: Duration = Duration::from_secs(180);

/// Every program, or those of the packages or of the name that `names` has.
pub(crate) fn leg(names: &[String]) -> Result<Leg, String> {
    for name in names {
        let on_host = ON_HOST.contains(&name.as_str());
        if !on_host && !PROGRAMS.iter().any(|program| is_named(program, name)) {
            let known = PROGRAMS.iter().map(|program| program.bin).chain(ON_HOST.iter().copied());
            let known = known.collect::<Vec<&str>>().join(", ");
            return Err(format!("there is no firmware `{name}`; there are {known}"));
        }
    }
    let wanted = PROGRAMS
        .iter()
        .filter(|program| names.is_empty() || names.iter().any(|name| is_named(program, name)));
    let on_device: Vec<Step> =
        wanted.flat_map(|program| program.machines.iter().map(|&on| step(program, on))).collect();
    let is_for_host = on_device.is_empty();
    let on_host =
        ON_HOST.iter().filter(|host| names.is_empty() || names.iter().any(|name| name == *host));
    let on_host = on_host.map(|package| in_firmware(&format!("test -p {package}")).limit(LIMIT));
    let steps = on_host.chain(on_device);
    // A part of it is held to no floor.
    let name = if names.is_empty() { "firmware" } else { "firmware-part" };
    let steps = together(names).chain(steps);
    let leg = Leg::steps(name, "the programs for bare metal work under qemu", steps);
    if is_for_host {
        return Ok(leg);
    }
    let leg = leg.needs(Need::Program("qemu-system-arm"));
    Ok(Machine::ALL.iter().fold(leg, |leg, machine| leg.needs(Need::Target(machine.target()))))
}

/// All of it in its long form.
pub(crate) fn soak(limit: Duration) -> Leg {
    let mut leg = leg(&[]).expect("no name, so no wrong one");
    if let Work::Steps(steps) = &mut leg.work {
        let long = |step: Step| step.env("WAKEFUL_SOAK", "1").limit(limit);
        *steps = steps.drain(..).map(long).collect();
    }
    Leg { name: "soak-firmware", caption: "handlers interrupt at every cycle", ..leg }
}

/// What runs here too, under Miri: what handlers write into is still there.
pub(crate) fn miri(limit: Duration) -> Leg {
    let steps = ON_HOST.iter().flat_map(|package| {
        [STACKED, TREE].map(|model| {
            // What is in statics on a device is leaked by tests.
            let flags = format!("{model} -Zmiri-disable-isolation -Zmiri-ignore-leaks");
            in_firmware(&format!("+nightly miri test -p {package} --tests"))
                .env("MIRIFLAGS", flags)
                .limit(limit)
        })
    });
    Leg::steps("soak-drivers", "drivers for bare metal, under Miri", steps).needs(Need::Miri)
}

/// The packages with programs for both machines: each is built for both at a time, as one by one a processor would
/// wait.
const FOR_BOTH: &[&str] = &["suite", "devices", "under-embassy", "under-rtos"];

fn together(names: &[String]) -> impl Iterator<Item = Step> {
    let targets = Machine::ALL.map(|machine| format!("--target {}", machine.target())).join(" ");
    FOR_BOTH
        .iter()
        .filter(|package| names.is_empty() || names.iter().any(|name| name == *package))
        .map(move |package| in_firmware(&format!("build --release -p {package} --bins {targets}")))
}

/// No warnings in any of them.
pub(crate) fn clippy() -> Leg {
    let target = Machine::Lm3s6965evb.target();
    // The program of the guide has critical sections of its own, beside those of the board.
    let check = ["--workspace --exclude guide", "-p guide"]
        .map(|what| in_firmware(&format!("clippy {what} --target {target} -- -D warnings")));
    let caption = "no warnings in the programs for bare metal";
    Leg::steps("firmware-clippy", caption, check)
        .needs(Need::Component("clippy"))
        .needs(Need::Target(target))
}

/// A cargo command in the workspace `firmware/`, whose settings cargo reads there.
fn in_firmware(line: &str) -> Step {
    cargo(line)
        .within(&paths::root().join("firmware"))
        .env("CARGO_TARGET_DIR", paths::target().join("firmware").display().to_string())
}

fn is_named(program: &Program, name: &str) -> bool {
    program.package == name || program.bin == name
}

fn step(program: &Program, machine: Machine) -> Step {
    let Program { package, bin, cargo: words, .. } = program;
    let qemu: String = program.qemu.split_whitespace().map(|word| format!(" {word}")).collect();
    let line =
        format!("run --release -p {package} --bin {bin} --target {} {words}", machine.target());
    let runner = format!(
        "qemu-system-arm -machine {} -nographic -semihosting-config enable=on,target=native{qemu} -kernel",
        machine.name()
    );
    let step = in_firmware(&line).env(machine.runner(), runner).limit(LIMIT);
    let step = if program.planted { step.catches() } else { step };
    match program.prints {
        Some(text) => step.prints(text),
        None => step,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(names: &[&str]) -> Result<Vec<String>, String> {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        match leg(&names)?.work {
            Work::Steps(steps) => Ok(steps.iter().map(Step::to_string).collect()),
            Work::Mutants(_) => unreachable!("a leg of steps"),
        }
    }

    #[test]
    fn a_program_runs_on_each_of_its_machines() {
        let lines = steps(&["hello"]).unwrap();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].contains("-machine microbit") && lines[0].contains("thumbv6m-none-eabi"));
        assert!(lines[1].contains("-machine lm3s6965evb"));
    }

    #[test]
    fn a_package_for_the_host_is_tested_without_qemu() {
        let lines = steps(&["drivers"]).unwrap();
        assert_eq!(lines.len(), 1);
        assert!(lines[0].contains("test -p drivers") && !lines[0].contains("qemu"));
        let needs = |names: &[String]| leg(names).unwrap().needs.len();
        assert_eq!(needs(&["drivers".to_owned()]), 0);
        assert!(needs(&["drivers".to_owned(), "hello".to_owned()]) > 0);
    }

    #[test]
    fn the_guide_shows_the_files_that_its_program_is_built_with() {
        let read = |file: &str| std::fs::read_to_string(paths::root().join(file)).unwrap();
        let page = read("src/guide/microcontroller.md");
        assert!(page.contains(&read("firmware/guide/memory.x")));
        let settings = read("firmware/.cargo/config.toml");
        let flags = settings.lines().find(|line| line.starts_with("rustflags")).unwrap();
        assert!(page.contains(flags));
    }

    #[test]
    fn a_program_is_named_by_its_package_or_by_itself() {
        assert!(steps(&["suite"]).unwrap().len() > 2);
        assert!(steps(&[]).unwrap().len() >= steps(&["suite"]).unwrap().len());
        assert!(steps(&["hallo"]).unwrap_err().contains("hallo"));
    }
}
