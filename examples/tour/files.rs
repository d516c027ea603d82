//! What is in a directory, and what is in a file.

use std::fs::{self, DirEntry, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Why something was left out, though it should not have been.
#[derive(Debug)]
pub(crate) struct Skipped {
    pub(crate) path: PathBuf,
    pub(crate) reason: String,
}

impl Skipped {
    pub(crate) fn new(path: &Path, reason: &io::Error) -> Self {
        Self { path: path.to_owned(), reason: reason.to_string() }
    }
}

/// Something to look into.
#[derive(Debug)]
pub(crate) enum Entry {
    Directory(PathBuf),
    File(PathBuf),
}

/// What a directory contains.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) entries: Vec<Entry>,
    pub(crate) skipped: Vec<Skipped>,
}

/// Lists `directory`; if that fails halfway, `found` has the first half.
pub(crate) fn list(directory: &Path, found: &mut Found) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        match look(&entry) {
            Ok(entry) => found.entries.extend(entry),
            Err(reason) => found.skipped.push(Skipped { path: entry.path(), reason }),
        }
    }
    Ok(())
}

fn look(entry: &DirEntry) -> Result<Option<Entry>, String> {
    let kind = entry.file_type().map_err(|error| error.to_string())?;
    if kind.is_file() {
        Ok(Some(Entry::File(entry.path())))
    } else if kind.is_dir() {
        let name = entry.file_name();
        let boring = name == "target" || name.as_encoded_bytes().starts_with(b".");
        Ok((!boring).then(|| Entry::Directory(entry.path())))
    } else if kind.is_symlink() {
        Ok(None)
    } else {
        // To open a pipe would wait for somebody who writes.
        Err("neither a file nor a directory".to_owned())
    }
}

/// How much of a file is in memory at a time.
const PIECE: u64 = 1 << 20;
/// Where a NUL byte tells that a file is no text.
const HEAD: usize = 1 << 10;

/// A file, piece by piece. `K` is kept as long as the file is open.
#[derive(Debug)]
pub(crate) struct Pieces<K> {
    open: Option<(File, K)>,
    buffer: Vec<u8>,
    /// Where the piece ends: between two words, if there is such a place.
    end: usize,
    size: u64,
}

impl<K> Pieces<K> {
    /// Opens a file and reads the first piece into `buffer`.
    pub(crate) fn open(path: &Path, keep: K, mut buffer: Vec<u8>) -> io::Result<Self> {
        buffer.clear();
        let open = Some((File::open(path)?, keep));
        Self { open, buffer, end: 0, size: 0 }.next()
    }

    /// Reads the next piece. With the last one the file is closed already.
    pub(crate) fn next(mut self) -> io::Result<Self> {
        let Some((file, _)) = &self.open else { return Ok(self) };
        self.buffer.drain(..self.end);
        let fresh = file.take(PIECE).read_to_end(&mut self.buffer)? as u64;
        self.size += fresh;
        let all = self.buffer.len();
        let space = self.buffer.iter().rposition(u8::is_ascii_whitespace);
        self.end = match space {
            _ if fresh < PIECE => all,
            None => all,
            Some(space) => space + 1,
        };
        if fresh < PIECE {
            self.open = None;
        }
        Ok(self)
    }

    pub(crate) fn piece(&self) -> &[u8] {
        &self.buffer[..self.end]
    }

    /// Whether this piece is the last.
    pub(crate) fn is_last(&self) -> bool {
        self.open.is_none()
    }

    /// How many bytes were read.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// How many bytes there are, read or not.
    pub(crate) fn whole_size(&self) -> io::Result<u64> {
        match &self.open {
            Some((file, _)) => Ok(file.metadata()?.len()),
            None => Ok(self.size),
        }
    }

    /// What was read into, for the next file.
    pub(crate) fn into_buffer(self) -> Vec<u8> {
        self.buffer
    }
}

/// Whether a file that begins like this is text.
pub(crate) fn is_text(beginning: &[u8]) -> bool {
    !beginning.iter().take(HEAD).any(|byte| *byte == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_is_cut_between_words() {
        let path = std::env::temp_dir().join(format!("wakeful-pieces-{}", std::process::id()));
        let text = "seventeen letters ".repeat(200_000);
        fs::write(&path, &text).unwrap();
        let mut pieces = Pieces::open(&path, (), Vec::new()).unwrap();
        let (mut whole, mut count) = (Vec::new(), 0);
        loop {
            assert!(pieces.piece().ends_with(b" ") || pieces.piece().is_empty());
            whole.extend_from_slice(pieces.piece());
            count += 1;
            if pieces.is_last() {
                break;
            }
            pieces = pieces.next().unwrap();
        }
        assert_eq!(pieces.size(), text.len() as u64);
        fs::remove_file(&path).unwrap();
        assert!(whole == text.as_bytes());
        assert!(count > 3);
    }

    #[test]
    fn a_nul_at_the_beginning_means_that_it_is_no_text() {
        assert!(is_text(b"text"));
        assert!(!is_text(b"\x7fELF\0"));
        assert!(is_text(&[&[b'x'; HEAD][..], &[0]].concat()));
    }

    #[test]
    fn a_file_that_vanished_is_an_error() {
        let gone = Path::new("no/such/file");
        let error = Pieces::open(gone, (), Vec::new()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }
}
