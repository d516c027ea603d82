//! The report for a browser: one page that needs nothing else.

use std::fmt::{self, Write};

use super::{Report, nanoseconds, plot, ratio, share};
use crate::row::Role;
use crate::verdict::{Figure, Judged, Verdict};

pub(crate) const STYLE: &str = include_str!("style.css");

const METHOD: &str = "\
In each round every contender of a row runs one batch, one after the other; a figure is the median \
of the rounds, with the quartiles. A ratio is taken round by round, and its median is shown. The \
floor of a row is measured among its contenders. Threads are pinned, everything is built with fat \
link-time optimisation, futures are polled by hand, and contended rows, \
of two threads with so many tasks each, run under the same small executor for everybody; how much \
of the work the slower thread did tells how fair that was (half is fair).";

pub(super) fn render(report: &Report) -> String {
    let mut page = String::new();
    write_page(&mut page, report).expect("a string takes whatever is written");
    page
}

/// `text` with nothing in it that HTML or SVG would take for its own.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

fn write_page(out: &mut String, report: &Report) -> fmt::Result {
    let title = "wakeful: benchmark report";
    writeln!(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(out, r#"<meta name="viewport" content="width=device-width, initial-scale=1">"#)?;
    writeln!(out, "<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>")?;
    writeln!(out, "<h1>{title}</h1>\n<p class=\"quiet\">{}</p>", escape(&report.circumstances()))?;
    write_goals(out, report)?;
    writeln!(out, "<h2>Ratio to the floor</h2>")?;
    writeln!(
        out,
        "<p>Time per operation as a multiple of what the hardware allows; 1× is the floor. \
         <b class=\"key-ours\">●</b> wakeful, <b class=\"key-peer\">○</b> peers, \
         <b class=\"key-goal\">|</b> goal. Lower is better.</p>"
    )?;
    writeln!(out, "<div class=\"wide\">{}</div>", plot::times_floor(&report.verdicts))?;
    write_speeds(out, report)?;
    write_figures(out, report)?;
    writeln!(out, "<h2>How this was measured</h2>\n<p>{METHOD}</p>\n</main>\n</body>\n</html>")
}

fn write_goals(out: &mut String, report: &Report) -> fmt::Result {
    let tally = report.tally();
    write!(
        out,
        "<p class=\"tally\"><b>{}</b> goals met, <b>{}</b> missed",
        tally.met, tally.missed
    )?;
    if tally.unjudged > 0 {
        write!(out, ", <b>{}</b> not judged", tally.unjudged)?;
    }
    writeln!(out, "</p>")?;
    let missed = |judged: &&Judged| judged.met() == Some(false);
    if tally.missed > 0 {
        writeln!(out, "<details open><summary>Missed</summary>\n<ul>")?;
        for verdict in &report.verdicts {
            for judged in verdict.judged.iter().filter(missed) {
                let (path, goal) = (verdict.row.path(), judged.goal.to_string());
                let reached = judged.ratio.map_or_else(String::new, ratio);
                let text = escape(&format!("{path}: {reached} instead of {goal}"));
                writeln!(out, "<li>{text}</li>")?;
            }
        }
        writeln!(out, "</ul></details>")?;
    }
    Ok(())
}

fn write_speeds(out: &mut String, report: &Report) -> fmt::Result {
    writeln!(out, "<h2>Speed relative to each peer</h2>")?;
    writeln!(
        out,
        "<p>How many times as fast as the other wakeful is. <b class=\"key-ours\">●</b> faster, \
         <b class=\"key-slower\">●</b> slower, <b class=\"key-peer\">●</b> a yardstick of another \
         kind, <b class=\"key-goal\">|</b> goal. Higher is better; all axes are the same.</p>"
    )?;
    let scale = plot::speed_scale(&report.verdicts);
    for group in report.verdicts.chunk_by(|a, b| a.row.group == b.row.group) {
        let compared: Vec<&Verdict> = group.iter().filter(|verdict| is_compared(verdict)).collect();
        if compared.is_empty() {
            continue;
        }
        writeln!(out, "<h3>{}</h3>\n<div class=\"cards\">", escape(compared[0].row.group))?;
        for verdict in compared {
            let (name, picture) = (escape(&verdict.row.name), plot::speed(verdict, &scale));
            writeln!(out, "<figure><figcaption>{name}{}</figcaption>", crowd_mark(verdict))?;
            writeln!(out, "{picture}</figure>")?;
        }
        writeln!(out, "</div>")?;
    }
    Ok(())
}

fn is_compared(verdict: &Verdict) -> bool {
    verdict.figures.iter().any(|figure| figure.speed_ratio.is_some())
}

fn write_figures(out: &mut String, report: &Report) -> fmt::Result {
    writeln!(out, "<h2>All figures</h2>\n<div class=\"wide\"><table>")?;
    for group in report.verdicts.chunk_by(|a, b| a.row.group == b.row.group) {
        writeln!(
            out,
            "<tbody><tr class=\"head\"><th>{}</th><th>ns</th><th>quartiles</th><th>× floor</th>\
             <th>wakeful is faster by</th>\
             <th>slower thread did</th></tr>",
            escape(group[0].row.group)
        )?;
        group.iter().try_for_each(|verdict| write_row(out, verdict))?;
        writeln!(out, "</tbody>")?;
    }
    writeln!(out, "</table></div>")
}

fn write_row(out: &mut String, verdict: &Verdict) -> fmt::Result {
    let name = escape(&verdict.row.name);
    writeln!(out, "<tr class=\"row\"><td colspan=\"6\">{name}{}</td></tr>", crowd_mark(verdict))?;
    verdict.figures.iter().try_for_each(|figure| write_figure(out, figure))?;
    for judged in &verdict.judged {
        let class = if judged.met() == Some(false) { "verdict bad" } else { "verdict" };
        let text = escape(&goal_text(judged));
        writeln!(out, "<tr><td class=\"{class}\" colspan=\"6\">{text}</td></tr>")?;
    }
    Ok(())
}

fn write_figure(out: &mut String, figure: &Figure) -> fmt::Result {
    let class = if figure.role == Role::Subject { " class=\"subject\"" } else { "" };
    let times = |summary: Option<crate::stats::Summary>| {
        summary.map_or(String::new(), |summary| format!("{}×", ratio(summary.median)))
    };
    writeln!(
        out,
        "<tr{class}><td>{}</td><td>{}</td><td>{} – {}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
        escape(figure.name),
        nanoseconds(figure.ns.median),
        nanoseconds(figure.ns.q1),
        nanoseconds(figure.ns.q3),
        times(figure.floor_ratio),
        times(figure.speed_ratio),
        share(figure).unwrap_or_default(),
    )
}

fn goal_text(judged: &Judged) -> String {
    let reached = judged.ratio.map_or_else(|| "–".into(), ratio);
    let word = match judged.met() {
        Some(true) => "✓ met",
        Some(false) => "✗ missed",
        None => "not judged",
    };
    format!("goal {}: {reached} {word}", judged.goal)
}

fn crowd_mark(verdict: &Verdict) -> &'static str {
    if verdict.crowded { " <em>more threads than cores</em>" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn what_html_would_take_for_its_own_is_escaped() {
        assert_eq!(escape("a < b & \"c\" > d"), "a &lt; b &amp; &quot;c&quot; &gt; d");
    }

    #[test]
    fn names_come_out_escaped_everywhere() {
        let page = render(&sample::report());
        assert!(page.contains("slow &amp; &lt;late&gt;"));
        assert!(!page.contains("<late>") && !page.contains("row <\""), "a name leaked");
    }

    #[test]
    fn the_page_needs_nothing_else() {
        let page = render(&sample::report());
        for reference in ["http://", "https://", "src=", "href=", "url(", "@import"] {
            assert!(!page.contains(reference), "{reference} leads out of the page");
        }
    }

    #[test]
    fn the_page_shows_plots_and_missed_goals() {
        let page = render(&sample::report());
        assert_eq!(page.matches("<svg").count(), page.matches("</svg>").count());
        assert_eq!(page.matches("<svg").count(), 3);
        assert!(page.contains("✗ missed") && page.contains("more threads than cores"));
    }
}
