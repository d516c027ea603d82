//! `cargo xtask size`: what a primitive weighs on bare metal, beside those of others.
//!
//! Nothing is run. The programs of `firmware/size` are built, and their files weighed against that of an empty one;
//! the sizes of types are read from a section of an object file.

mod budget;
mod build;
mod elf;
mod table;

use crate::need::Need;

use self::build::{Flavor, Level, Target};

/// Builds, weighs, prints; whether every budget was kept. A `quick` run does what the budgets need.
pub(crate) fn run(quick: bool) -> Result<bool, String> {
    let mut kept = true;
    let targets = if quick { &Target::ALL[1..] } else { &Target::ALL[..] };
    let missing = targets.iter().find_map(|target| Need::Target(target.name()).missing());
    if let Some(missing) = missing {
        println!("SKIPPED: {missing}");
        return Ok(true);
    }
    for target in targets {
        for level in if quick { &Level::ALL[..1] } else { &Level::ALL[..] } {
            let weights = build::programs(*target, *level, quick)?;
            print!("{}", table::programs(*target, *level, &weights));
            if (*target, *level) == (Target::V7, Level::Small) {
                kept &= budget::check(&budget::of_programs(&weights));
            }
        }
    }
    let sizes = build::types()?;
    print!("{}", table::types(&sizes));
    kept &= budget::check(&budget::of_types(&sizes));
    Ok(kept)
}

/// The words that follow `cargo xtask size`.
pub(crate) fn arguments(words: &[String]) -> Result<bool, String> {
    match words {
        [] => run(false),
        [word] if word == "--quick" => run(true),
        _ => Err("`size` takes nothing, or `--quick`".to_owned()),
    }
}

/// Bytes of a program beyond those of an empty one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Weight {
    flash: i64,
    ram: i64,
}

/// What a column of the table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Column {
    Ours(Flavor),
    Peer(&'static str),
}

impl Column {
    fn title(self) -> &'static str {
        match self {
            Column::Ours(flavor) => flavor.name(),
            Column::Peer(name) => name,
        }
    }
}

/// By program and column; an error says why there is no weight.
pub(crate) type Weights = Vec<(Column, Result<Vec<(String, Weight)>, String>)>;

/// By a target's number of bits: types and their sizes.
pub(crate) type Sizes = Vec<(u32, Vec<(String, u32)>)>;
