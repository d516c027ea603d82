//! Accepts TCP connections: so many at a time, until it is told to stop.

use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use wakeful::reactor::Device;
use wakeful::sync::{CancellationToken, Semaphore, WaitGroup};
use wakeful::time::{sleep, timeout};

use crate::limits;
use crate::place::Place;

/// How many connections may wait to be accepted.
const BACKLOG: u16 = 4096;
/// How long connections may go on after the stop.
const GRACE: Duration = Duration::from_secs(5);
/// How long to wait for a descriptor, if there is none left.
const PAUSE: Duration = Duration::from_millis(20);

/// A listener, and what limits it.
#[derive(Debug)]
pub struct Server {
    listener: Device<TcpListener>,
    /// A permit for each connection that may be open.
    open: Arc<Semaphore>,
}

/// One that was accepted.
#[derive(Debug)]
pub struct Connection {
    /// Its stream.
    pub stream: Device<TcpStream>,
    /// Says when to come to an end.
    pub stop: Arc<CancellationToken>,
}

impl Server {
    /// Listens at `address`, for at most `limit` connections at a time: others wait to be accepted.
    ///
    /// # Errors
    ///
    /// Those of [`TcpListener::bind`] and [`Device::new`].
    pub fn bind(address: impl ToSocketAddrs, limit: usize) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        limits::backlog(&listener, BACKLOG)?;
        let listener = Device::new(listener)?;
        Ok(Self { listener, open: Arc::new(Semaphore::new(limit)) })
    }

    /// Where it listens: a port that was 0 has a number now.
    ///
    /// # Errors
    ///
    /// Those of [`TcpListener::local_addr`].
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.get_ref().local_addr()
    }

    /// Accepts connections until `stop`, and runs `talk` for each as a task of `place`. Then it does not
    /// listen any more, and waits for the connections: they should end by themselves, as `talk` knows of the
    /// stop; after 5 s they are dropped. Returns how many there were.
    ///
    /// # Errors
    ///
    /// If it cannot accept any more. That a connection is gone before it was accepted is no error, nor that
    /// there are too few descriptors: then it tries again a little later.
    pub async fn serve<T, F>(
        self,
        place: &Place,
        stop: Arc<CancellationToken>,
        talk: T,
    ) -> io::Result<u64>
    where
        T: Fn(Connection) -> F,
        F: Future<Output = ()> + Send + 'static,
    {
        let (all, over) = (Arc::new(WaitGroup::new()), Arc::new(CancellationToken::new()));
        let mut accepted = 0;
        let accepting = async {
            loop {
                let permit = self.open.acquire_owned().await.expect("it is never closed");
                let stream = self.accept().await?;
                accepted += 1;
                let talk = talk(Connection { stream, stop: Arc::clone(&stop) });
                let (worker, over) = (all.worker_owned(), Arc::clone(&over));
                let task = async move {
                    over.run_until_cancelled(talk).await;
                    drop((permit, worker));
                };
                place.spawn(task).detach();
            }
        };
        let failed: Option<io::Result<()>> = stop.run_until_cancelled(accepting).await;
        drop(self.listener);
        if timeout(GRACE, all.wait()).await.is_err() {
            over.cancel();
            all.wait().await;
        }
        failed.unwrap_or(Ok(())).map(|()| accepted)
    }

    async fn accept(&self) -> io::Result<Device<TcpStream>> {
        loop {
            let accepted = self.listener.read_with(|listener| listener.accept()).await;
            match accepted.and_then(|(stream, _)| device(stream)) {
                Ok(stream) => return Ok(stream),
                Err(error) => match Trouble::of(&error) {
                    Trouble::ThisConnection => {}
                    Trouble::TooMany => sleep(PAUSE).await,
                    Trouble::Listener => return Err(error),
                },
            }
        }
    }
}

/// Small answers are sent at once.
fn device(stream: TcpStream) -> io::Result<Device<TcpStream>> {
    stream.set_nodelay(true)?;
    Device::new(stream)
}

/// What an error of `accept` is about.
#[derive(Debug, PartialEq, Eq)]
enum Trouble {
    /// The peer has gone already.
    ThisConnection,
    /// There is no descriptor or no memory: that may change.
    TooMany,
    /// It will be so the next time, too.
    Listener,
}

impl Trouble {
    fn of(error: &io::Error) -> Self {
        use io::ErrorKind as Kind;
        /// `ENOMEM`, `ENFILE`, `EMFILE`, and `ENOBUFS` of Linux and of others; `WSAEMFILE`, `WSAENOBUFS`.
        const TOO_MANY: [i32; 7] = [12, 23, 24, 105, 55, 10024, 10055];
        match (error.kind(), error.raw_os_error()) {
            (_, Some(code)) if TOO_MANY.contains(&code) => Self::TooMany,
            (
                Kind::ConnectionAborted
                | Kind::ConnectionReset
                | Kind::NotConnected
                // What macOS says of the options of a connection that is gone.
                | Kind::InvalidInput
                | Kind::PermissionDenied,
                _,
            ) => Self::ThisConnection,
            _ => Self::Listener,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_would_happen_again_ends_the_listening() {
        let trouble = |code| Trouble::of(&io::Error::from_raw_os_error(code));
        assert_eq!(trouble(24), Trouble::TooMany);
        assert_eq!(Trouble::of(&io::ErrorKind::ConnectionAborted.into()), Trouble::ThisConnection);
        assert_eq!(Trouble::of(&io::ErrorKind::Unsupported.into()), Trouble::Listener);
    }
}
