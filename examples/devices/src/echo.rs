//! TCP echo: what comes is sent back.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use wakeful::reactor::Device;
use wakeful::sync::CancellationToken;

use crate::buffer::Buffer;
use crate::place::Place;
use crate::server::{Connection, Server};
use crate::stream::{connect, read, write_all};

/// How much is read at a time.
const PIECE: usize = 1 << 14;

/// Sends back what comes, on every connection, until `stop`. Then what has come is still sent back. Returns
/// how many connections there were.
///
/// ```
/// use std::sync::Arc;
/// use devices::{echo, place::Place, server::Server};
/// use wakeful::future::Join;
/// use wakeful::sync::CancellationToken;
///
/// let place = Place::new(None)?;
/// let (server, stop) = (Server::bind("127.0.0.1:0", 10)?, Arc::new(CancellationToken::new()));
/// let address = server.address()?;
/// let client = async {
///     let seen = echo::talk(address, 3, 100).await;
///     stop.cancel();
///     seen
/// };
/// let (served, seen) = place.run((echo::serve(server, &place, stop.clone()), client).join());
/// assert_eq!((served?, seen?.bytes), (1, 300));
/// # std::io::Result::Ok(())
/// ```
///
/// # Errors
///
/// Those of [`Server::serve`].
pub async fn serve(server: Server, place: &Place, stop: Arc<CancellationToken>) -> io::Result<u64> {
    let talk = |connection: Connection| async move {
        // The peer may leave as it likes.
        let _ = answer(&connection).await;
    };
    server.serve(place, stop, talk).await
}

async fn answer(Connection { stream, stop }: &Connection) -> io::Result<()> {
    let mut buffer = Buffer::default();
    loop {
        // Nothing is lost if this is dropped: what was read is in the buffer, and none was left there.
        let Some(read) = stop.run_until_cancelled(read(stream, &mut buffer, PIECE)).await else {
            return finish(stream);
        };
        if read? == 0 {
            return Ok(());
        }
        write_all(stream, buffer.bytes()).await?;
        buffer.consume(buffer.bytes().len());
    }
}

/// Sends back what is there, and waits for nothing.
fn finish(stream: &Device<std::net::TcpStream>) -> io::Result<()> {
    use std::io::{Read, Write};
    let mut stream = stream.get_ref();
    let mut piece = vec![0; PIECE];
    loop {
        match stream.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(n) => stream.write_all(&piece[..n])?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(error),
        }
    }
}

/// What a client saw.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// How many bytes came back.
    pub bytes: u64,
    /// How long the slowest answer took.
    pub slowest: Duration,
}

/// Connects, sends `rounds` pieces of `size` bytes, and waits for each to come back as it was.
///
/// # Errors
///
/// [`InvalidData`](io::ErrorKind::InvalidData) if something else comes back,
/// [`UnexpectedEof`](io::ErrorKind::UnexpectedEof) if the server ends the connection; those of the system.
pub async fn talk(address: SocketAddr, rounds: u32, size: usize) -> io::Result<Seen> {
    let stream = connect(address).await?;
    let mut seen = Seen { bytes: 0, slowest: Duration::ZERO };
    for round in 0..rounds {
        let begun = Instant::now();
        exchange(&stream, round, size).await?;
        seen.bytes += size as u64;
        seen.slowest = seen.slowest.max(begun.elapsed());
    }
    Ok(seen)
}

/// Sends a piece that no other round sends, and waits for it.
///
/// # Errors
///
/// As of [`talk`].
pub async fn exchange(
    stream: &Device<std::net::TcpStream>,
    round: u32,
    size: usize,
) -> io::Result<()> {
    let sent: Vec<u8> = round.to_le_bytes().into_iter().cycle().take(size).collect();
    write_all(stream, &sent).await?;
    let mut back = Buffer::default();
    while back.bytes().len() < size {
        let most = size - back.bytes().len();
        if read(stream, &mut back, most).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    match back.bytes() == sent {
        true => Ok(()),
        false => Err(io::Error::new(io::ErrorKind::InvalidData, "something else came back")),
    }
}
