//! Where the tour begins: in one directory, or in those that standard input lists.

#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(not(unix), path = "other.rs")]
mod input;

use std::io;
use std::path::PathBuf;

use self::input::{Input, path};
use crate::allocations::Waits;
use crate::options::Root;
use crate::stop::Stopped;

/// The directories, one after the other.
#[derive(Debug)]
pub(crate) enum Roots {
    One(Option<PathBuf>),
    /// One on each line.
    Listed(Listed),
}

impl Roots {
    pub(crate) fn new(root: &Root) -> io::Result<Self> {
        Ok(match root {
            Root::Directory(path) => Self::One(Some(path.clone())),
            Root::Listed => {
                Self::Listed(Listed { input: Input::new()?, bytes: Vec::new(), ended: false })
            }
        })
    }

    /// Waits for the next; `None` after the last, or if the tour is stopped.
    pub(crate) async fn next(
        &mut self,
        stopped: &mut Stopped,
        waits: &Waits,
    ) -> io::Result<Option<PathBuf>> {
        match self {
            Self::One(root) => Ok(root.take()),
            Self::Listed(lines) => lines.next(stopped, waits).await,
        }
    }
}

#[derive(Debug)]
pub(crate) struct Listed {
    input: Input,
    /// What was read and not used yet.
    bytes: Vec<u8>,
    ended: bool,
}

impl Listed {
    async fn next(&mut self, stopped: &mut Stopped, waits: &Waits) -> io::Result<Option<PathBuf>> {
        loop {
            if let Some(line) = self.line() {
                if !line.is_empty() {
                    return path(line).map(Some);
                }
            } else if self.ended {
                return Ok(None);
            } else {
                match self.input.read(&mut self.bytes, stopped, waits).await {
                    None => return Ok(None),
                    Some(read) => self.ended = read? == 0,
                }
            }
        }
    }

    /// The next line that is there; the last needs no newline.
    fn line(&mut self) -> Option<Vec<u8>> {
        let newline = self.bytes.iter().position(|byte| *byte == b'\n');
        let end = match newline {
            Some(newline) => newline + 1,
            None if self.ended && !self.bytes.is_empty() => self.bytes.len(),
            None => return None,
        };
        let mut line: Vec<u8> = self.bytes.drain(..end).collect();
        if newline.is_some() {
            line.pop();
        }
        Some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_with_a_newline_or_with_the_input() {
        let mut listed = Listed { input: Input::new().unwrap(), bytes: Vec::new(), ended: false };
        let mut found = Vec::new();
        for piece in ["a\nb", "b\n", "", "\nc", " c"] {
            listed.bytes.extend_from_slice(piece.as_bytes());
            found.extend(std::iter::from_fn(|| listed.line()));
        }
        assert_eq!(found, [&b"a"[..], b"bb", b""]);
        listed.ended = true;
        assert_eq!((listed.line().unwrap(), listed.line()), (b"c c".to_vec(), None));
    }
}
