//! Streams of bytes: whole pieces, where one operation of the system does a part of it.

use std::io;
use std::net::{SocketAddr, TcpStream};

use wakeful::executor::unblock;
use wakeful::reactor::Device;

use crate::buffer::Buffer;

/// Opens a connection. To wait for it is done by another thread: `std` has no `connect` that does not block.
///
/// # Cancel safety
///
/// Weak: dropped halfway, the connection is made all the same, and closed.
///
/// # Errors
///
/// Those of [`TcpStream::connect`] and [`Device::new`].
pub async fn connect(address: SocketAddr) -> io::Result<Device<TcpStream>> {
    let stream = unblock(move || TcpStream::connect(address)).await?;
    stream.set_nodelay(true)?;
    Device::new(stream)
}

/// Reads what there is, at most `most` bytes, into `buffer`; waits until there is something. 0 is the end.
///
/// # Cancel safety
///
/// Strict: what was read is in the buffer.
///
/// # Errors
///
/// Those of the system.
pub async fn read(
    stream: &Device<TcpStream>,
    buffer: &mut Buffer,
    most: usize,
) -> io::Result<usize> {
    let read = stream.read(buffer.space(most)).await?;
    buffer.filled(read);
    Ok(read)
}

/// Writes all of `bytes`.
///
/// # Cancel safety
///
/// Weak: dropped halfway, a part has been written.
///
/// # Errors
///
/// Those of the system; [`WriteZero`](io::ErrorKind::WriteZero) if it takes no more.
pub async fn write_all(stream: &Device<TcpStream>, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = stream.write(bytes).await?;
        if written == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        bytes = &bytes[written..];
    }
    Ok(())
}
