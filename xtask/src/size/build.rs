//! Building the programs, and weighing what came out.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::budget::PROGRAMS;
use super::{Column, Sizes, Weight, Weights, elf};
use crate::need::Need;
use crate::paths;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    V6,
    V7,
}

impl Target {
    pub(crate) const ALL: [Target; 2] = [Target::V6, Target::V7];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Target::V6 => "thumbv6m-none-eabi",
            Target::V7 => "thumbv7em-none-eabihf",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Small,
    Smallest,
}

impl Level {
    pub(crate) const ALL: [Level; 2] = [Level::Small, Level::Smallest];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Level::Small => "s",
            Level::Smallest => "z",
        }
    }
}

/// A lock of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Flavor {
    Critical,
    Local,
    Atomics,
}

impl Flavor {
    pub(crate) const ALL: [Flavor; 3] = [Flavor::Critical, Flavor::Local, Flavor::Atomics];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Flavor::Critical => "critical",
            Flavor::Local => "local",
            Flavor::Atomics => "atomics",
        }
    }
}

/// The feature of `size-peers`, and the crate.
const PEERS: [(&str, &str); 4] = [
    ("embassy", "embassy-sync"),
    ("intrusive", "futures-intr."),
    ("maitake", "maitake-sync"),
    ("lilos", "lilos"),
];

/// Every program for `target`. A `quick` run builds those with a budget, and no peers.
pub(crate) fn programs(target: Target, level: Level, quick: bool) -> Result<Weights, String> {
    let mut weights = Vec::new();
    let mut empty = Weight { flash: 0, ram: 0 };
    for flavor in Flavor::ALL {
        if flavor == Flavor::Atomics && target == Target::V6 {
            continue; // It has no compare-exchange.
        }
        let features = format!("--features {}", flavor.name());
        let bins = if quick {
            format!("--bin empty --bin {}", PROGRAMS.join(" --bin "))
        } else {
            "--bins".to_owned()
        };
        build(&format!("build --release -p size {bins} {features}"), target, level)?;
        let mut found = weigh(target, "src/bin", "")?;
        if flavor == Flavor::Critical {
            let (_, weight) = found.iter().find(|(name, _)| name == "empty").ok_or("no `empty`")?;
            empty = *weight;
        }
        found.retain(|(name, _)| {
            let built = !quick || PROGRAMS.contains(&name.as_str());
            built && name != "empty" && (flavor == Flavor::Critical || name != "executor")
        });
        weights.push((Column::Ours(flavor), Ok(found)));
    }
    for (feature, name) in if quick { &PEERS[..0] } else { &PEERS[..] } {
        let line = format!("build --release -p size-peers --bins --features {feature}");
        let built = build(&line, target, level);
        let found = built.and_then(|()| weigh(target, "peers/src/bin", &format!("{feature}_")));
        weights.push((Column::Peer(name), found));
    }
    for (_, weight) in weights.iter_mut().filter_map(|(_, found)| found.as_mut().ok()).flatten() {
        *weight = Weight { flash: weight.flash - empty.flash, ram: weight.ram - empty.ram };
    }
    Ok(weights)
}

/// The types of the critical flavor, on 32 bits and, where the host is of that kind, on 64.
pub(crate) fn types() -> Result<Sizes, String> {
    let mut sizes = Vec::new();
    let wide = "x86_64-unknown-linux-gnu";
    for (bits, target) in [(32, Target::V7.name()), (64, wide)] {
        if let Some(missing) = Need::Target(target).missing() {
            println!("SKIPPED: types on {bits} bits: {missing}");
            continue;
        }
        let object = directory().join(format!("types-{bits}.o"));
        let line = format!(
            "rustc -p size --lib --no-default-features --features table,critical --target {target} -- --emit=obj={}",
            object.display()
        );
        cargo(&line, &[])?;
        let file = fs::read(&object).map_err(|error| format!("{}: {error}", object.display()))?;
        let rows = rows(&file).ok_or_else(|| format!("no table in {}", object.display()))?;
        sizes.push((bits, rows));
    }
    Ok(sizes)
}

/// A name of 44 characters, and a number.
const ROW: usize = 48;

fn rows(file: &[u8]) -> Option<Vec<(String, u32)>> {
    let sections = elf::sections(file)?;
    let table = sections.iter().find(|section| section.name == ".sizes")?;
    let rows = table.data.chunks_exact(ROW).map(|row| {
        let (name, size) = row.split_at(ROW - 4);
        let name = String::from_utf8_lossy(name).trim_end().to_owned();
        (name, u32::from_le_bytes(size.try_into().expect("four bytes")))
    });
    Some(rows.collect())
}

fn workspace() -> PathBuf {
    paths::root().join("firmware")
}

fn directory() -> PathBuf {
    paths::target().join("size")
}

fn build(line: &str, target: Target, level: Level) -> Result<(), String> {
    // Named here, too: a peer brings a layout of its own, which the linker would find first.
    let layout = workspace().join("size/link/link.x");
    let flags = format!("-Clink-arg=-T{}\u{1f}-Clink-arg=--nmagic", layout.display());
    cargo(
        &format!("{line} --target {}", target.name()),
        &[("CARGO_ENCODED_RUSTFLAGS", &flags), ("CARGO_PROFILE_RELEASE_OPT_LEVEL", level.name())],
    )
}

fn cargo(line: &str, environment: &[(&str, &str)]) -> Result<(), String> {
    let output = Command::new("cargo")
        .args(line.split_whitespace())
        .current_dir(workspace())
        .stdin(Stdio::null())
        .env("CARGO_TARGET_DIR", directory())
        .env("CARGO_TERM_COLOR", "never")
        .env("CARGO_INCREMENTAL", "0")
        .env("RUSTUP_AUTO_INSTALL", "0")
        .env_remove("RUSTFLAGS")
        .envs(environment.iter().copied())
        .output()
        .map_err(|error| format!("cargo: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    let why = text.lines().filter(|line| line.starts_with("error")).take(2).collect::<Vec<_>>();
    Err(format!("`cargo {line}` failed: {}", why.join("; ")))
}

/// Weighs the programs whose sources are in `sources`, and whose names begin with `prefix`.
fn weigh(target: Target, sources: &str, prefix: &str) -> Result<Vec<(String, Weight)>, String> {
    let sources = workspace().join("size").join(sources);
    let built = directory().join(target.name()).join("release");
    let entries =
        fs::read_dir(&sources).map_err(|error| format!("{}: {error}", sources.display()))?;
    let mut found = Vec::new();
    for entry in entries.flatten() {
        let name = entry.path().file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let Some(short) = name.strip_prefix(prefix) else { continue };
        if let Some(weight) = weight(&built.join(&name)) {
            found.push((short.to_owned(), weight));
        }
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(found)
}

/// What the file takes of flash and of memory.
fn weight(program: &Path) -> Option<Weight> {
    let file = fs::read(program).ok()?;
    let mut weight = Weight { flash: 0, ram: 0 };
    for section in elf::sections(&file)?.iter().filter(|section| section.allocated) {
        // What starts with a value lies in both.
        weight.flash += section.data.len() as i64;
        weight.ram += if section.writable { section.size as i64 } else { 0 };
    }
    Some(weight)
}
