//! A small patch: lines with `-` go, lines with `+` come, lines with a space
//! stay and say where.
//!
//! Indentation means nothing, so reformatting a file does not spoil its faults.

/// The lines that must be found, and those that take their place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Patch {
    old: Vec<String>,
    new: Vec<String>,
}

impl Patch {
    /// Adds a line, with its sign.
    pub(crate) fn push(&mut self, line: &str) {
        let (sign, text) = line.split_at(1);
        let text = text.trim();
        if sign != "+" {
            self.old.push(text.to_owned());
        }
        if sign != "-" {
            self.new.push(text.to_owned());
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.old.is_empty() && self.new.is_empty()
    }

    /// Whether it finds something and makes something else of it.
    pub(crate) fn changes(&self) -> bool {
        !self.old.is_empty() && self.old != self.new
    }

    /// The changed text. The lines must be there exactly once.
    pub(crate) fn apply(&self, text: &str) -> Result<String, String> {
        let lines: Vec<&str> = text.lines().collect();
        let found: Vec<usize> = lines
            .windows(self.old.len())
            .enumerate()
            .filter(|(_, window)| {
                window.iter().zip(&self.old).all(|(line, old)| line.trim() == old)
            })
            .map(|(start, _)| start)
            .collect();
        let &[start] = found.as_slice() else {
            let times = found.len();
            return Err(format!("found {times} times, not once: `{}`", self.old.join(" / ")));
        };
        let after = &lines[start + self.old.len()..];
        let new = self.new.iter().map(String::as_str);
        let changed: Vec<&str> =
            lines[..start].iter().copied().chain(new).chain(after.iter().copied()).collect();
        Ok(changed.join("\n") + "\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "\
fn a() {
    lock();
    wake();
}
fn b() {
    wake();
}
";

    fn patch(lines: &str) -> Patch {
        let mut patch = Patch::default();
        lines.lines().for_each(|line| patch.push(line));
        patch
    }

    #[test]
    fn lines_that_stay_say_where() {
        let changed = patch("  lock();\n- wake();").apply(CODE).unwrap();
        assert_eq!(changed, "fn a() {\nlock();\n}\nfn b() {\n    wake();\n}\n");
    }

    #[test]
    fn indentation_means_nothing() {
        assert!(patch("-fn b() {\n-wake();\n+fn b() {").apply(CODE).is_ok());
        assert!(patch("-         lock();\n+").apply(CODE).is_ok());
    }

    #[test]
    fn lines_that_are_not_there_once_are_an_error() {
        assert!(patch("- wake();\n+ sleep();").apply(CODE).unwrap_err().contains("2 times"));
        assert!(patch("- unlock();\n+ lock();").apply(CODE).unwrap_err().contains("0 times"));
        assert!(patch("- lock").apply(CODE).is_err(), "whole lines only");
    }

    #[test]
    fn a_patch_must_change_something() {
        assert!(patch("- a\n+ b").changes());
        assert!(patch("- a").changes());
        assert!(!patch("- a\n+ a").changes());
        assert!(!patch("+ a").changes());
        assert!(!Patch::default().changes());
    }
}
