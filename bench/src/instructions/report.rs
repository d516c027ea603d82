//! What was counted, for a terminal, a browser and programs.

use std::fmt::{self, Write};
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::{Count, Counts};
use crate::report::{Json, STYLE, escape, ratio};
use crate::row::Role;

const METHOD: &str = "\
Instructions of one operation, of all threads together, the kernel's left out; pools have one worker. \
Each is the difference of two runs under callgrind with batches of different sizes.";

impl Counts {
    fn of(&self, role: Role) -> Option<f64> {
        let count = self.contenders.iter().find(|count| count.role == role)?;
        Some(count.instructions)
    }

    /// How many times the floor this is, and how many times the subject.
    fn ratios(&self, count: &Count) -> [String; 2] {
        let to = |other: Option<f64>| match other {
            Some(other) if other >= 0.5 => ratio(count.instructions / other),
            _ => String::new(),
        };
        let is_other = matches!(count.role, Role::Peer | Role::Yardstick);
        [to(self.of(Role::Floor)), to(self.of(Role::Subject).filter(|_| is_other))]
    }
}

pub(super) fn table(version: &str, counts: &[Counts]) -> String {
    let mut text = String::new();
    write_table(&mut text, version, counts).expect("a string takes whatever is written");
    text
}

/// Writes `instructions.html` and `instructions.json`; where the page is.
pub(super) fn write(version: &str, counts: &[Counts], directory: &Path) -> io::Result<PathBuf> {
    fs::create_dir_all(directory)?;
    let (page, data) = (directory.join("instructions.html"), directory.join("instructions.json"));
    let mut text = String::new();
    write_page(&mut text, version, counts).expect("a string takes whatever is written");
    fs::write(&page, text)?;
    fs::write(data, format!("{}\n", value_of(version, counts)))?;
    Ok(page)
}

fn write_table(out: &mut String, version: &str, counts: &[Counts]) -> fmt::Result {
    writeln!(out, "instructions per operation, by callgrind of {version}")?;
    for row in counts {
        writeln!(out, "\n{}", row.row)?;
        writeln!(out, "  {:<20}{:>13}{:>10}{:>12}", "", "instructions", "× floor", "× wakeful")?;
        for count in &row.contenders {
            let mark = if count.role == Role::Subject { '▸' } else { ' ' };
            let [floor, subject] = row.ratios(count);
            let Count { name, instructions, .. } = count;
            let line = format!("{mark} {name:<20}{instructions:>13.1}{floor:>10}{subject:>12}");
            writeln!(out, "{}", line.trim_end())?;
        }
    }
    Ok(())
}

fn write_page(out: &mut String, version: &str, counts: &[Counts]) -> fmt::Result {
    let title = "wakeful: instructions per operation";
    writeln!(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(out, "<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>")?;
    writeln!(out, "<h1>{title}</h1>\n<p class=\"quiet\">{}</p>", escape(version))?;
    writeln!(out, "<p>{METHOD}</p>\n<div class=\"wide\"><table>")?;
    for row in counts {
        writeln!(
            out,
            "<tbody><tr class=\"head\"><th>{}</th><th>instructions</th><th>× floor</th>\
             <th>× wakeful</th></tr>",
            escape(&row.row)
        )?;
        for count in &row.contenders {
            let class = if count.role == Role::Subject { " class=\"subject\"" } else { "" };
            let [floor, subject] = row.ratios(count);
            let (name, instructions) = (escape(count.name), count.instructions);
            writeln!(
                out,
                "<tr{class}><td>{name}</td><td>{instructions:.1}</td><td>{floor}</td>\
                 <td>{subject}</td></tr>"
            )?;
        }
        writeln!(out, "</tbody>")?;
    }
    writeln!(out, "</table></div>\n</main>\n</body>\n</html>")
}

fn value_of(version: &str, counts: &[Counts]) -> Json {
    let of_row = |row: &Counts| {
        let contender = |count: &Count| {
            Json::Object(vec![
                ("name", Json::text(count.name)),
                ("role", Json::text(count.role.name())),
                ("instructions", Json::number(count.instructions)),
            ])
        };
        Json::Object(vec![
            ("row", Json::text(&row.row)),
            ("contenders", Json::list(row.contenders.iter().map(contender))),
        ])
    };
    Json::Object(vec![
        ("counted_by", Json::text(version)),
        ("rows", Json::list(counts.iter().map(of_row))),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts() -> Vec<Counts> {
        let count = |name, role, instructions| Count { name, role, instructions };
        let contenders = vec![
            count("F8", Role::Floor, 10.0),
            count("wakeful", Role::Subject, 20.0),
            count("<other>", Role::Peer, 50.0),
        ];
        vec![Counts { row: "group/row".into(), contenders }]
    }

    #[test]
    fn the_table_compares_with_the_floor_and_with_the_subject() {
        let table = table("valgrind-3", &counts());
        let line = table.lines().last().unwrap();
        let words: Vec<_> = line.split_whitespace().collect();
        assert_eq!(words, ["<other>", "50.0", "5.00", "2.50"]);
    }

    #[test]
    fn the_page_escapes_names_and_programs_find_the_figures() {
        let directory = std::env::temp_dir().join(format!("instructions-{}", std::process::id()));
        let page = write("valgrind-3", &counts(), &directory).unwrap();
        let page = fs::read_to_string(page).unwrap();
        let data = fs::read_to_string(directory.join("instructions.json")).unwrap();
        fs::remove_dir_all(&directory).unwrap();
        assert!(page.contains("&lt;other&gt;") && !page.contains("<other>"));
        assert!(data.contains(r#""name":"wakeful","role":"subject","instructions":20"#), "{data}");
    }
}
