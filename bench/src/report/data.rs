//! The report for programs.

use super::Report;
use super::json::Json;
use crate::stats::Summary;
use crate::verdict::{Figure, Judged, Verdict};

pub(super) fn value_of(report: &Report) -> Json {
    let tally = report.tally();
    Json::Object(vec![
        ("machine", machine(report)),
        ("rounds", Json::number(report.plan.rounds as f64)),
        ("batch_ms", Json::number(report.plan.batch.as_secs_f64() * 1e3)),
        ("goals_met", Json::number(tally.met as f64)),
        ("goals_missed", Json::number(tally.missed as f64)),
        ("goals_not_judged", Json::number(tally.unjudged as f64)),
        ("rows", Json::list(report.verdicts.iter().map(row))),
    ])
}

fn machine(report: &Report) -> Json {
    Json::Object(vec![
        ("cpu", Json::text(&report.machine.cpu)),
        ("cores", Json::number(report.machine.cores as f64)),
        ("rustc", Json::text(report.machine.rustc)),
    ])
}

fn row(verdict: &Verdict) -> Json {
    Json::Object(vec![
        ("group", Json::text(verdict.row.group)),
        ("name", Json::text(&verdict.row.name)),
        ("threads", Json::number(verdict.row.threads as f64)),
        ("more_threads_than_cores", Json::Bool(verdict.crowded)),
        ("floor", Json::maybe(verdict.row.floor, |floor| Json::text(floor.id()))),
        ("contenders", Json::list(verdict.figures.iter().map(contender))),
        ("goals", Json::list(verdict.judged.iter().map(goal))),
    ])
}

fn contender(figure: &Figure) -> Json {
    Json::Object(vec![
        ("name", Json::text(figure.name)),
        ("role", Json::text(figure.role.name())),
        ("ns", summary(figure.ns)),
        ("times_floor", Json::maybe(figure.floor_ratio, summary)),
        ("wakeful_is_faster_by", Json::maybe(figure.speed_ratio, summary)),
        ("lesser_thread_share", Json::maybe(figure.lesser, Json::number)),
        ("samples_ns", Json::list(figure.samples.ns.iter().copied().map(Json::number))),
    ])
}

fn goal(judged: &Judged) -> Json {
    Json::Object(vec![
        ("goal", Json::text(judged.goal.to_string())),
        ("limit", Json::number(judged.goal.limit())),
        ("ratio", Json::maybe(judged.ratio, Json::number)),
        ("met", Json::maybe(judged.met(), Json::Bool)),
    ])
}

fn summary(summary: Summary) -> Json {
    Json::Object(vec![
        ("q1", Json::number(summary.q1)),
        ("median", Json::number(summary.median)),
        ("q3", Json::number(summary.q3)),
    ])
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_program_finds_the_figures_and_what_they_mean() {
        let data = value_of(&sample::report()).to_string();
        for part in [
            r#""cpu":"CPU \"9\"""#,
            r#""name":"row <\"&\\>""#,
            r#""floor":"F0""#,
            r#""role":"yardstick""#,
            r#""ns":{"q1":0.9375,"median":1.25,"q3":1.5625}"#,
            r#""goal":"≤ 1.5 × floor","limit":1.5,"ratio":1.25,"met":true"#,
            r#""more_threads_than_cores":true"#,
            r#""goals_met":2,"goals_missed":1"#,
        ] {
            assert!(data.contains(part), "{part} is missing in {data}");
        }
    }

    #[test]
    fn brackets_and_quotes_are_balanced() {
        let data = value_of(&sample::report()).to_string();
        let (mut depth, mut quoted, mut escaped) = (0, false, false);
        for character in data.chars() {
            match character {
                _ if escaped => escaped = false,
                '\\' if quoted => escaped = true,
                '"' => quoted = !quoted,
                '{' | '[' if !quoted => depth += 1,
                '}' | ']' if !quoted => depth -= 1,
                _ => {}
            }
        }
        assert!(depth == 0 && !quoted);
    }
}
