//! Where a line ends.

use std::io;

use crate::buffer::Buffer;

/// How long a line may be, in bytes.
pub const LONGEST: usize = 1 << 20;

/// Cuts bytes into lines.
#[derive(Debug, Default)]
pub struct Splitter {
    input: Buffer,
    /// So many of the bytes were looked at, and are no newline.
    searched: usize,
    /// How many lines there were.
    number: u64,
    /// The line was refused: its rest is left out.
    refused: bool,
}

impl Splitter {
    /// Where to write what was read.
    pub fn input(&mut self) -> &mut Buffer {
        &mut self.input
    }

    /// The next line, if all of it is there: up to `\n` or `\r\n`.
    #[expect(clippy::should_implement_trait, reason = "an iterator would end where this waits")]
    pub fn next(&mut self) -> Option<io::Result<String>> {
        loop {
            let fresh = &self.input.bytes()[self.searched..];
            let newline = fresh.iter().position(|byte| *byte == b'\n');
            let length = self.searched + newline.unwrap_or(fresh.len());
            self.searched = length;
            if self.refused {
                self.searched = 0;
                self.input.consume(length + usize::from(newline.is_some()));
                self.refused = newline.is_none();
                newline?;
                continue;
            }
            if length > LONGEST {
                self.number += 1;
                self.refused = true;
                return Some(Err(self.refuse(&format!("longer than {LONGEST} bytes"))));
            }
            newline?;
            let line = self.line(length);
            self.input.consume(length + 1);
            self.searched = 0;
            return Some(line);
        }
    }

    /// The last line, if it has no newline; to be called at the end, after [`next`](Self::next).
    pub fn last(&mut self) -> Option<io::Result<String>> {
        let length = self.input.bytes().len();
        if length == 0 {
            return None;
        }
        let line = self.line(length);
        self.input.consume(length);
        self.searched = 0;
        Some(line)
    }

    fn line(&mut self, length: usize) -> io::Result<String> {
        self.number += 1;
        let line = &self.input.bytes()[..length];
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match std::str::from_utf8(line) {
            Ok(line) => Ok(line.to_owned()),
            Err(_) => Err(self.refuse("not UTF-8")),
        }
    }

    fn refuse(&self, what: &str) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, format!("line {} is {what}", self.number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of `text`, read in such pieces; an error as its message.
    fn lines(text: &[u8], piece: usize) -> Vec<String> {
        let (mut splitter, mut lines) = (Splitter::default(), Vec::new());
        for bytes in text.chunks(piece) {
            splitter.input().extend(bytes);
            while let Some(line) = splitter.next() {
                lines.push(line.unwrap_or_else(|error| error.to_string()));
            }
        }
        lines.extend(splitter.last().map(|line| line.unwrap_or_else(|error| error.to_string())));
        lines
    }

    #[test]
    fn lines_end_with_a_newline_or_with_the_input() {
        for piece in 1..20 {
            assert_eq!(lines(b"one\n\ntw\xc3\xb6\r\nlast", piece), ["one", "", "tw\u{f6}", "last"]);
            assert_eq!(lines(b"one\n", piece), ["one"]);
            assert!(lines(b"", piece).is_empty());
        }
    }

    #[test]
    fn a_line_that_is_not_utf8_is_named_and_those_after_it_come() {
        for piece in 1..10 {
            let lines = lines(b"one\ntw\xff\nthree\n\xff", piece);
            assert_eq!(lines, ["one", "line 2 is not UTF-8", "three", "line 4 is not UTF-8"]);
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_refused_before_all_of_it_is_there() {
        let text = [&vec![b'x'; 3 * LONGEST][..], b"\nshort\n"].concat();
        for piece in [1000, LONGEST, text.len()] {
            assert_eq!(lines(&text, piece), ["line 1 is longer than 1048576 bytes", "short"]);
        }
        assert_eq!(lines(&vec![b'x'; LONGEST], 4096).len(), 1);
    }
}
