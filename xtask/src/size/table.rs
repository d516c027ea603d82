//! The tables that are printed.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::build::{Level, Target};
use super::{Sizes, Weight, Weights};

/// Programs beside each other: bytes of flash, and of memory, over an empty program.
pub(crate) fn programs(target: Target, level: Level, weights: &Weights) -> String {
    let mut text = format!(
        "\n{}, opt-level {}: flash and RAM in bytes, over an empty program\n{:<22}",
        target.name(),
        level.name(),
        ""
    );
    let mut rows: BTreeMap<&str, BTreeMap<usize, Weight>> = BTreeMap::new();
    for (index, (column, found)) in weights.iter().enumerate() {
        let _ = write!(text, " {:>13}", column.title());
        for (name, weight) in found.iter().flatten() {
            rows.entry(name).or_default().insert(index, *weight);
        }
    }
    text.push('\n');
    for (name, cells) in rows {
        let _ = write!(text, "{name:<22}");
        for index in 0..weights.len() {
            let cell = cells.get(&index);
            let cell = cell.map(|weight| format!("{} {:>4}", weight.flash, weight.ram));
            let _ = write!(text, " {:>13}", cell.as_deref().unwrap_or("-"));
        }
        text.push('\n');
    }
    for (column, found) in weights {
        if let Err(why) = found {
            let _ = writeln!(text, "{} did not build: {why}", column.title());
        }
    }
    text
}

/// Types and their sizes, a column for each number of bits.
pub(crate) fn types(sizes: &Sizes) -> String {
    let mut text = format!("\n{:<34}", "size_of in bytes, with bits:");
    for (bits, _) in sizes {
        let _ = write!(text, " {bits:>6}");
    }
    text.push('\n');
    let rows = sizes.first().map(|(_, rows)| rows.as_slice()).unwrap_or_default();
    for (index, (name, _)) in rows.iter().enumerate() {
        let _ = write!(text, "{name:<34}");
        for (_, rows) in sizes {
            let _ = write!(text, " {:>6}", rows[index].1);
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::Column;
    use super::*;

    #[test]
    fn a_peer_that_does_not_build_says_why() {
        let mutex = vec![("mutex".to_owned(), Weight { flash: 700, ram: 16 })];
        let weights =
            vec![(Column::Peer("one"), Ok(mutex)), (Column::Peer("other"), Err("no".to_owned()))];
        let text = programs(Target::V6, Level::Small, &weights);
        assert!(text.contains("700   16"), "{text}");
        assert!(text.contains("other did not build: no"), "{text}");
    }
}
