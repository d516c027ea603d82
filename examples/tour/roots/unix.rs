//! Standard input as a device, if it can be waited for.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use wakeful::executor::unblock;
use wakeful::reactor::Device;

use crate::allocations::Waits;
use crate::stop::Stopped;

/// How much is read at a time.
const PIECE: usize = 4096;

/// Standard input, piece by piece. Its mode stays as it is: others share it, such as the shell.
#[derive(Debug)]
pub(crate) enum Input {
    Device(Device<File>, Vec<u8>),
    /// A regular file, or the null device: no system can wait for them.
    File(File),
}

impl Input {
    pub(crate) fn new() -> io::Result<Self> {
        let stdin = || io::stdin().as_fd().try_clone_to_owned().map(File::from);
        match Device::keep_blocking(stdin()?) {
            Ok(device) => Ok(Self::Device(device, vec![0; PIECE])),
            Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(Self::File(stdin()?)),
            Err(error) => Err(error),
        }
    }

    /// Adds what comes to `bytes`, and says how much it is: at the end nothing. `None` if the tour is stopped.
    pub(crate) async fn read(
        &mut self,
        bytes: &mut Vec<u8>,
        stopped: &mut Stopped,
        waits: &Waits,
    ) -> Option<io::Result<usize>> {
        match self {
            Self::Device(device, piece) => {
                let read = device.read_with(|mut stdin| stdin.read(piece));
                let read = waits.of(stopped.unless(read)).await?;
                bytes.extend_from_slice(&piece[..*read.as_ref().unwrap_or(&0)]);
                Some(read)
            }
            Self::File(stdin) => {
                let stdin = stdin.try_clone();
                let read = unblock(move || {
                    let mut piece = Vec::new();
                    stdin?.take(PIECE as u64).read_to_end(&mut piece).map(|_| piece)
                });
                let read = waits.of(stopped.unless(read)).await?;
                Some(read.map(|piece| {
                    bytes.extend_from_slice(&piece);
                    piece.len()
                }))
            }
        }
    }
}

/// Any bytes are a path.
pub(crate) fn path(line: Vec<u8>) -> io::Result<PathBuf> {
    Ok(OsString::from_vec(line).into())
}
