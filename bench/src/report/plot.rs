//! Pictures of ratios, as inline SVG. Colours come from the page's style sheet.

use std::fmt::{self, Display, Write};

use super::html::escape;
use super::ratio;
use super::scale::Scale;
use crate::row::{Goal, Role};
use crate::verdict::{Figure, Verdict};

/// An SVG picture that grows downwards.
struct Picture {
    body: String,
    width: f64,
    height: f64,
}

impl Picture {
    fn new(width: f64) -> Self {
        Self { body: String::new(), width, height: 0.0 }
    }

    fn draw(&mut self, part: fmt::Arguments<'_>) {
        self.body.write_fmt(part).expect("a string takes whatever is written");
        self.body.push('\n');
    }

    fn text(&mut self, class: &str, x: f64, y: f64, text: impl Display) {
        let text = escape(&text.to_string());
        self.draw(format_args!(r#"<text class="{class}" x="{x:.1}" y="{y:.1}">{text}</text>"#));
    }

    fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        self.draw(format_args!(
            r#"<line class="{class}" x1="{x1:.1}" y1="{y1:.1}" x2="{x2:.1}" y2="{y2:.1}"/>"#
        ));
    }

    /// A dot that says what it is when pointed at.
    fn dot(&mut self, class: &str, (x, y): (f64, f64), radius: f64, title: &str) {
        let title = escape(title);
        self.draw(format_args!(
            r#"<circle class="{class}" cx="{x:.1}" cy="{y:.1}" r="{radius}"><title>{title}</title></circle>"#
        ));
    }

    /// Lines through the picture from `top` on, at round ratios, with the numbers below, and also
    /// above where there is room.
    fn grid(&mut self, scale: &Scale, top: f64) {
        for tick in scale.ticks(34.0) {
            let x = scale.place(tick);
            let class = if tick == 1.0 { "one" } else { "grid" };
            self.line(class, (x, top), (x, self.height));
            self.text("tick", x, self.height + 15.0, format_args!("{tick}×"));
            if top > 12.0 {
                self.text("tick", x, top - 4.0, format_args!("{tick}×"));
            }
        }
    }

    fn finish(self, label: &str) -> String {
        let Self { body, width, height } = self;
        let (height, label) = (height + 22.0, escape(label));
        format!(
            r#"<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{label}">
{body}</svg>"#
        )
    }
}

/// For each row how many times the floor everybody takes: the subject filled, peers hollow.
pub(super) fn times_floor(verdicts: &[Verdict]) -> String {
    const ROW: f64 = 22.0;
    const WIDTH: f64 = 900.0;
    let shown: Vec<(&Verdict, &Figure)> = verdicts
        .iter()
        .filter_map(|verdict| Some((verdict, verdict.subject()?)))
        .filter(|(_, subject)| subject.floor_ratio.is_some())
        .collect();
    let medians = |figure: &Figure| figure.floor_ratio.map(|ratio| ratio.median);
    let ratios = shown.iter().flat_map(|(verdict, _)| verdict.figures.iter().filter_map(medians));
    let scale = Scale::over(ratios, 350.0, WIDTH - 110.0);
    let mut picture = Picture::new(WIDTH);
    let groups = shown.chunk_by(|(a, _), (b, _)| a.row.group == b.row.group);
    let mut marks = Picture::new(WIDTH);
    for group in groups {
        marks.height += ROW * 1.3;
        marks.text("group", 0.0, marks.height - 6.0, group[0].0.row.group);
        for (verdict, subject) in group {
            marks.height += ROW;
            floor_row(&mut marks, &scale, verdict, subject);
        }
    }
    picture.height = marks.height + 6.0;
    picture.grid(&scale, 16.0);
    picture.body.push_str(&marks.body);
    picture.finish("Time per operation, as a multiple of the floor")
}

fn floor_row(picture: &mut Picture, scale: &Scale, verdict: &Verdict, subject: &Figure) {
    let y = picture.height - 8.0;
    picture.text("label", 12.0, y + 4.0, &verdict.row.name);
    picture.text("floor-id", 336.0, y + 4.0, verdict.row.floor.map_or("", |floor| floor.id()));
    for figure in &verdict.figures {
        let (Role::Peer | Role::Yardstick, Some(times)) = (figure.role, figure.floor_ratio) else {
            continue;
        };
        let title = format!("{}: {} × floor", figure.name, ratio(times.median));
        picture.dot("peer", (scale.place(times.median), y), 3.5, &title);
    }
    let Some(times) = subject.floor_ratio else { return };
    let goal = verdict.judged.iter().find(|judged| matches!(judged.goal, Goal::Floor(_)));
    if let Some(judged) = goal {
        let x = scale.place(judged.goal.limit());
        picture.line("goal", (x, y - 8.0), (x, y + 8.0));
    }
    picture.line("spread", (scale.place(times.q1), y), (scale.place(times.q3), y));
    let title = format!("wakeful: {} × floor", ratio(times.median));
    picture.dot("ours", (scale.place(times.median), y), 5.0, &title);
    let (class, mark) = match goal.and_then(|judged| judged.met()) {
        Some(true) => ("value", " ✓"),
        Some(false) => ("value bad", " ✗"),
        None => ("value", ""),
    };
    picture.text(class, 900.0 - 100.0, y + 4.0, format_args!("{}×{mark}", ratio(times.median)));
}

/// An axis on which every speed ratio of `verdicts` has a place, for pictures that can be compared.
pub(super) fn speed_scale(verdicts: &[Verdict]) -> Scale {
    let ratios = verdicts.iter().flat_map(|verdict| &verdict.figures);
    let ratios = ratios.filter_map(|figure| figure.speed_ratio).map(|ratio| ratio.median);
    Scale::over(ratios, 132.0, 370.0)
}

/// How many times as fast as each of the others the subject is, in one row of the report.
pub(super) fn speed(verdict: &Verdict, scale: &Scale) -> String {
    const LINE: f64 = 20.0;
    let others: Vec<&Figure> =
        verdict.figures.iter().filter(|figure| figure.speed_ratio.is_some()).collect();
    let mut picture = Picture::new(430.0);
    picture.height = LINE * others.len() as f64 + 4.0;
    picture.grid(scale, 0.0);
    for (place, other) in others.into_iter().enumerate() {
        speed_line(&mut picture, scale, verdict, other, LINE * (place as f64 + 0.5) + 2.0);
    }
    picture.finish(&format!("Speed of wakeful relative to others: {}", verdict.row.path()))
}

fn speed_line(picture: &mut Picture, scale: &Scale, verdict: &Verdict, other: &Figure, y: f64) {
    let Some(speed) = other.speed_ratio else { return };
    let class = match (other.role, speed.median >= 1.0) {
        (Role::Yardstick, _) => "aside",
        (_, true) => "faster",
        (_, false) => "slower",
    };
    let x = scale.place(speed.median);
    picture.text("name", 124.0, y + 4.0, other.name);
    picture.line(&format!("stick {class}"), (scale.place(1.0), y), (x, y));
    let goals = verdict.judged.iter().filter(|judged| match judged.goal {
        Goal::Peer(_, peer) => peer == other.name,
        _ => false,
    });
    for judged in goals {
        let x = scale.place(judged.goal.limit());
        picture.line("goal", (x, y - 7.0), (x, y + 7.0));
    }
    let quartiles = format!("{} – {}", ratio(speed.q1), ratio(speed.q3));
    let title = format!("{}: {} × (quartiles {quartiles})", other.name, ratio(speed.median));
    picture.dot(&format!("tip {class}"), (x, y), 4.5, &title);
    picture.text("value", 380.0, y + 4.0, format_args!("{}×", ratio(speed.median)));
}
