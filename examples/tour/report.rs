//! What is printed at the end.

use std::io::{self, Write};

use crate::tour::{Sights, Totals};

/// How many words are listed.
const MOST_FREQUENT: usize = 20;

pub(crate) fn print(sights: &Sights, out: &mut impl Write) -> io::Result<()> {
    let Sights { interrupted, seconds, totals, words, waits } = sights;
    if *interrupted {
        writeln!(out, "interrupted; counted until then:\n")?;
    }
    for (word, count) in words.iter().take(MOST_FREQUENT) {
        writeln!(out, "{count:>9} {word}")?;
    }
    print_totals(totals, *seconds, out)?;
    writeln!(out, "waits: {}, suspended: {}", waits.count(), waits.suspended())?;
    writeln!(out, "allocations while waiting: {}", waits.allocations())
}

fn print_totals(totals: &Totals, seconds: f64, out: &mut impl Write) -> io::Result<()> {
    let Totals { directories, files, bytes, binary_files, binary_bytes, skipped, .. } = totals;
    let files_per_second = *files as f64 / seconds;
    // Of a binary file no more than the beginning is read.
    let megabytes_per_second = (bytes - binary_bytes) as f64 / 1e6 / seconds;
    writeln!(out, "\ndirectories: {directories}")?;
    writeln!(out, "files: {files}, of them binary: {binary_files}")?;
    writeln!(out, "bytes: {bytes}, of them binary: {binary_bytes}")?;
    writeln!(out, "seconds: {seconds:.3}")?;
    writeln!(out, "speed: {files_per_second:.0} files/s, {megabytes_per_second:.1} MB/s of text")?;
    let mut skipped: Vec<_> = skipped.iter().collect();
    skipped.sort_by_key(|skipped| &skipped.path);
    writeln!(out, "skipped: {}", skipped.len())?;
    for skipped in skipped {
        writeln!(out, "  {}: {}", skipped.path.display(), skipped.reason)?;
    }
    Ok(())
}
