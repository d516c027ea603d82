//! What the program prints.

/// Where the operation is called, where it has returned, and where the handler begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) begin: u32,
    pub(super) end: u32,
    pub(super) handler: u32,
}

/// All that it printed.
#[derive(Debug, Default)]
pub(super) struct Printed {
    pub(super) window: Window,
    pub(super) operations: Vec<Operation>,
    /// What was interrupted twice.
    pub(super) twice: Vec<Operation>,
}

/// One operation of it.
#[derive(Debug, Default)]
pub(super) struct Operation {
    pub(super) name: String,
    /// If the interrupt comes behind the one instruction, and not behind the other, all must not be well.
    pub(super) planted: Option<(u32, u32)>,
    /// How often it was run once more, in another way.
    pub(super) also: usize,
    /// Before which instructions it was interrupted, and whether all was well then.
    pub(super) hits: Vec<Hit>,
    /// How many pairs of places it was interrupted at, if twice.
    pub(super) pairs: usize,
    /// What was not.
    pub(super) wrong: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) place: u32,
    pub(super) is_good: bool,
}

impl Operation {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }
}

impl Printed {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut printed = Self::default();
        let mut done = false;
        for line in text.lines() {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            let odd = || format!("the program printed what nobody understands: {line}");
            let last = printed.twice.last_mut().or(printed.operations.last_mut());
            match (word, last) {
                ("window", _) => {
                    let [begin, end, handler] = numbers(rest).ok_or_else(odd)?;
                    printed.window = Window { begin, end, handler };
                }
                ("operation", _) => printed.operations.push(Operation::new(rest)),
                ("twice", _) => printed.twice.push(Operation::new(rest)),
                ("pairs", Some(last)) => last.pairs = rest.parse().map_err(|_| odd())?,
                ("planted", Some(last)) => {
                    let [look, trust] = numbers(rest).ok_or_else(odd)?;
                    last.planted = Some((look, trust));
                }
                ("also", Some(last)) => last.also += 1,
                ("hit", Some(last)) => {
                    for word in rest.split_whitespace() {
                        last.hits.push(hit(word).ok_or_else(odd)?);
                    }
                }
                ("wrong", Some(last)) => last.wrong = Some(rest.to_owned()),
                ("done", _) => done = true,
                _ => return Err(odd()),
            }
        }
        if done { Ok(printed) } else { Err("the program ended early".to_owned()) }
    }
}

fn numbers<const N: usize>(text: &str) -> Option<[u32; N]> {
    let numbers: Option<Vec<u32>> =
        text.split_whitespace().map(|word| u32::from_str_radix(word, 16).ok()).collect();
    numbers?.try_into().ok()
}

fn hit(word: &str) -> Option<Hit> {
    let digits = word.trim_end_matches('!');
    let place = u32::from_str_radix(digits, 16).ok()?;
    Some(Hit { place, is_good: digits == word })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_program_prints_is_understood() {
        let text = "window 122 124 134\noperation a/b\nplanted fe 104\nhit 11e 120!\nhit 122\nalso\n\
                    wrong an update was lost\noperation c/d\n\
                    twice e/f+g\nhit 2! 4!\npairs 12\ndone\n";
        let printed = Printed::parse(text).unwrap();
        assert_eq!(printed.window, Window { begin: 0x122, end: 0x124, handler: 0x134 });
        let [first, second] = &printed.operations[..] else { panic!("two operations") };
        assert_eq!((&first.name[..], first.hits.len()), ("a/b", 3));
        assert_eq!((first.also, second.also), (1, 0));
        assert_eq!((first.planted, second.planted), (Some((0xFE, 0x104)), None));
        assert_eq!(first.hits[1], Hit { place: 0x120, is_good: false });
        assert_eq!(first.wrong.as_deref(), Some("an update was lost"));
        assert_eq!(printed.twice.len(), 1);
        assert_eq!((printed.twice[0].pairs, printed.twice[0].hits.len()), (12, 2));
        assert!(second.hits.is_empty() && second.wrong.is_none());
    }

    #[test]
    fn what_it_does_not_print_is_an_error() {
        assert!(Printed::parse("window 1 2 3\n").unwrap_err().contains("early"));
        assert!(Printed::parse("window 1 2\ndone").is_err());
        assert!(Printed::parse("hit 1\ndone").is_err());
        assert!(Printed::parse("panicked\ndone").is_err());
    }
}
