//! The report for a terminal.

use std::fmt::{self, Write};

use super::{Report, nanoseconds, ratio, share};
use crate::row::Role;
use crate::verdict::{Figure, Judged, Verdict};

pub(super) fn render(report: &Report) -> String {
    let mut text = String::new();
    write_report(&mut text, report).expect("a string takes whatever is written");
    text
}

fn write_report(out: &mut String, report: &Report) -> fmt::Result {
    writeln!(out, "{}", report.circumstances())?;
    writeln!(out, "ns per operation: median, quartiles; ratios: median of the rounds")?;
    let mut group = "";
    for verdict in &report.verdicts {
        if verdict.row.group != group {
            group = verdict.row.group;
            writeln!(out, "\n━━ {group} {}", "━".repeat(74 - group.chars().count()))?;
        }
        write_row(out, verdict)?;
    }
    write_summary(out, report)
}

fn write_row(out: &mut String, verdict: &Verdict) -> fmt::Result {
    let crowded = if verdict.crowded { "  (more threads than cores: not judged)" } else { "" };
    writeln!(out, "\n{}{crowded}", verdict.row.name)?;
    writeln!(out, "  {:<20}{:>9}{:>18}{:>10}  wakeful is", "", "ns", "quartiles", "× floor")?;
    for figure in &verdict.figures {
        write_figure(out, figure)?;
    }
    for judged in &verdict.judged {
        writeln!(out, "  {}", goal_line(judged))?;
    }
    Ok(())
}

fn write_figure(out: &mut String, figure: &Figure) -> fmt::Result {
    let mark = if figure.role == Role::Subject { '▸' } else { ' ' };
    let quartiles = format!("{} – {}", nanoseconds(figure.ns.q1), nanoseconds(figure.ns.q3));
    let times_floor = figure.floor_ratio.map_or(String::new(), |floor| ratio(floor.median));
    let speed = figure.speed_ratio.map_or(String::new(), |speed| {
        let yardstick = if figure.role == Role::Yardstick { "  (yardstick)" } else { "" };
        format!("{} × as fast{yardstick}", ratio(speed.median))
    });
    let share = share(figure).map_or(String::new(), |share| format!("  (slower thread: {share})"));
    let line = format!(
        "{mark} {:<20}{:>9}{quartiles:>18}{times_floor:>10}  {speed}{share}",
        figure.name,
        nanoseconds(figure.ns.median),
    );
    writeln!(out, "{}", line.trim_end())
}

fn goal_line(judged: &Judged) -> String {
    let reached = judged.ratio.map_or_else(|| "–".into(), ratio);
    format!("  goal {}: {reached} {}", judged.goal, word(judged))
}

fn word(judged: &Judged) -> &'static str {
    match judged.met() {
        Some(true) => "met",
        Some(false) => "MISSED",
        None => "not judged",
    }
}

fn write_summary(out: &mut String, report: &Report) -> fmt::Result {
    let tally = report.tally();
    writeln!(out, "\n━━ goals {}", "━".repeat(69))?;
    write!(out, "{} met, {} missed", tally.met, tally.missed)?;
    if tally.unjudged > 0 {
        write!(out, ", {} not judged", tally.unjudged)?;
    }
    writeln!(out)?;
    for verdict in &report.verdicts {
        for judged in verdict.judged.iter().filter(|judged| judged.met() == Some(false)) {
            writeln!(out, "  {}:{}", verdict.row.path(), goal_line(judged).trim_end())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_missed_goal_is_reported_as_missed() {
        let table = render(&sample::report());
        assert!(table.contains("goal ≤ 1.5 × floor: 1.25 met"), "{table}");
        assert!(table.contains("goal ≥ 1 × best peer: 0.80 MISSED"), "{table}");
        assert!(table.contains("2 met, 1 missed"), "{table}");
    }

    #[test]
    fn a_crowded_row_is_marked() {
        let table = render(&sample::report());
        assert!(table.contains("(slower thread: 25 %)"), "{table}");
        assert!(table.contains("crowd  (more threads than cores: not judged)"), "{table}");
    }
}
