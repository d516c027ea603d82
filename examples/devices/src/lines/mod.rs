//! The lines of a descriptor, whatever it is.

mod splitter;

use std::fs::File;
use std::io::{self, Read};
use std::iter;
use std::os::fd::{AsFd, OwnedFd};

use wakeful::executor::{UnblockIter, unblock_iter};
use wakeful::reactor::Device;

pub use self::splitter::{LONGEST, Splitter};

/// How much is read at a time.
const PIECE: usize = 1 << 14;

/// The lines of standard input, or of another descriptor, as they come.
///
/// A terminal, a pipe and a socket say when there is something to read. A regular file never does: it is read
/// by a thread that may block. So is `/dev/null`, and what else cannot be waited for.
///
/// Standard input is shared with other processes, and on a terminal with one's own output. So the descriptor
/// stays as it is: were it set to be non-blocking, then all who share it would see that, the shell
/// included, even after the end of this process.
///
/// ```
/// use devices::lines::Lines;
/// use wakeful::executor::block_on;
///
/// let file = std::fs::File::open("Cargo.toml")?;
/// let mut lines = Lines::new(file.into())?;
/// assert!(block_on(lines.next())?.unwrap().starts_with("#"));
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct Lines {
    input: Input,
    splitter: Splitter,
    ended: bool,
}

/// What bytes come from.
#[derive(Debug)]
enum Input {
    Device(Device<OwnedFd>),
    /// Pieces, read by another thread.
    Pieces(UnblockIter<io::Result<Vec<u8>>>),
}

impl Lines {
    /// The lines of standard input. What `std::io::stdin` has in its buffer already is not among them.
    ///
    /// # Errors
    ///
    /// Those of the system: standard input may be closed.
    pub fn stdin() -> io::Result<Self> {
        Self::new(io::stdin().as_fd().try_clone_to_owned()?)
    }

    /// The lines of `descriptor`.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub fn new(descriptor: OwnedFd) -> io::Result<Self> {
        // If it turns out to be a file, the device is gone, and this is left.
        let again = descriptor.try_clone()?;
        let input = match Device::keep_blocking(descriptor) {
            Ok(device) => Input::Device(device),
            Err(error) if error.kind() == io::ErrorKind::Unsupported => {
                Input::Pieces(unblock_iter(pieces(again.into())).buffered(2))
            }
            Err(error) => return Err(error),
        };
        Ok(Self { input, splitter: Splitter::default(), ended: false })
    }

    /// Waits for the next line, without its end. `None` after the last one, which needs no newline.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    ///
    /// # Errors
    ///
    /// [`InvalidData`](io::ErrorKind::InvalidData) if a line is not UTF-8, or longer than [`LONGEST`]; with its
    /// number, and the next call returns the line after it. Those of the system.
    pub async fn next(&mut self) -> io::Result<Option<String>> {
        loop {
            if let Some(line) = self.splitter.next() {
                return line.map(Some);
            }
            if self.ended {
                return self.splitter.last().transpose();
            }
            self.ended = self.read().await? == 0;
        }
    }

    async fn read(&mut self) -> io::Result<usize> {
        let input = self.splitter.input();
        match &mut self.input {
            Input::Device(device) => {
                let read = device.read_with(|device| {
                    let read = rustix::io::read(device, &mut *input.space(PIECE))?;
                    input.filled(read);
                    Ok(read)
                });
                read.await
            }
            Input::Pieces(pieces) => {
                let piece = pieces.next().await.transpose()?.unwrap_or_default();
                input.extend(&piece);
                Ok(piece.len())
            }
        }
    }
}

/// Ends with the file, or with an error.
fn pieces(mut file: File) -> impl Iterator<Item = io::Result<Vec<u8>>> {
    let mut ended = false;
    iter::from_fn(move || {
        let mut piece = vec![0; PIECE];
        while !ended {
            match file.read(&mut piece) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(read) => {
                    ended = read == 0;
                    piece.truncate(read);
                    return Some(Ok(piece));
                }
                Err(error) => {
                    ended = true;
                    return Some(Err(error));
                }
            }
        }
        None
    })
}
