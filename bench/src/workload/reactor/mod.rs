//! Servers of many connections, and who keeps them busy.
//!
//! Every server gets its connections from the same listener, runs the same [`Session`] for each of them, and is
//! loaded by the same [`Load`] on the thread that measures.

mod load;
mod protocol;

use std::io;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::machine::{pin, unpin};
use crate::os::poller::computed_by_others;
use crate::row::Batch;
use load::Load;
pub(crate) use protocol::{Protocol, Session};

/// Something that runs tasks and tells them when a socket is ready.
pub(crate) trait Server: 'static {
    /// Serves these connections, which do not block, until their other sides have closed all of them.
    fn serve(connections: Vec<TcpStream>, protocol: Protocol);
}

/// A connection, as a peer has it.
pub(crate) trait Stream {
    /// Reads what there is, at least a byte unless the other side has closed.
    fn read(&mut self, into: &mut [u8]) -> impl Future<Output = io::Result<usize>> + Send;

    fn write_all(&mut self, from: &[u8]) -> impl Future<Output = io::Result<()>> + Send;
}

/// The task of one connection: the same for everybody.
pub(crate) async fn attend(mut stream: impl Stream, protocol: Protocol) {
    let mut session = Session::new(protocol);
    loop {
        let len = stream.read(session.space()).await.expect("the connection stays");
        if len == 0 {
            break;
        }
        stream.write_all(session.answer(len)).await.expect("the connection stays");
    }
}

/// Where the server's threads run.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place {
    /// One thread, on the second core; the load has the first.
    SecondCore,
    /// Several threads, which share all cores with the load.
    Anywhere,
}

/// In one iteration each of so many connections makes one round trip.
pub(crate) fn round_trips<S: Server>(
    connections: usize,
    protocol: Protocol,
    place: Place,
) -> Batch {
    let mut rig = None;
    Batch::count(move |count| {
        let rig = rig.get_or_insert_with(|| Rig::new::<S>(connections, protocol, place));
        rig.run(count * connections as u64)
    })
}

/// The same, of which only the time is measured that the server computes, on all its threads.
pub(crate) fn costs<S: Server>(connections: usize, protocol: Protocol) -> Batch {
    let mut rig = None;
    Batch::count(move |count| {
        let place = Place::SecondCore;
        let rig = rig.get_or_insert_with(|| Rig::new::<S>(connections, protocol, place));
        let before = computed_by_others();
        rig.run(count * connections as u64);
        computed_by_others().saturating_sub(before)
    })
}

/// A server with its load.
struct Rig {
    place: Place,
    /// Before the server: it ends when it sees its connections closed.
    load: Option<Load>,
    server: Option<JoinHandle<()>>,
}

impl Rig {
    fn new<S: Server>(connections: usize, protocol: Protocol, place: Place) -> Self {
        let (near, far) = connect(connections).expect("connections to oneself can be made");
        let serve = move || {
            match place {
                Place::SecondCore => pin(1),
                Place::Anywhere => unpin(),
            }
            S::serve(far, protocol);
        };
        let server = thread::Builder::new().name("server".into()).spawn(serve);
        let load = Load::new(near, protocol).expect("there are files left");
        Self { place, load: Some(load), server: Some(server.expect("threads can be started")) }
    }

    fn run(&mut self, round_trips: u64) -> Duration {
        let load = self.load.as_mut().expect("it is there until the end");
        let mut run = || load.run(round_trips).expect("the server answers");
        match self.place {
            Place::SecondCore => run(),
            Place::Anywhere => crate::harness::unpinned(run),
        }
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        drop(self.load.take());
        let ended = self.server.take().expect("it is there until the end").join();
        assert!(ended.is_ok() || thread::panicking(), "a server of the bench panicked");
    }
}

/// Both sides of so many connections. None of them blocks, or waits for more to send.
fn connect(connections: usize) -> io::Result<(Vec<TcpStream>, Vec<TcpStream>)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?;
    let (mut near, mut far) = (Vec::new(), Vec::new());
    for _ in 0..connections {
        near.push(TcpStream::connect(address)?);
        far.push(listener.accept()?.0);
    }
    for stream in near.iter().chain(&far) {
        stream.set_nonblocking(true)?;
        stream.set_nodelay(true)?;
    }
    Ok((near, far))
}
