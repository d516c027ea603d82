//! Those who connect, to hear how far the tour is.

use std::fmt;
use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use wakeful::channel::watch;
use wakeful::executor::JoinHandle;
use wakeful::reactor::Device;
use wakeful::sync::Semaphore;
use wakeful::time::{sleep, timeout};

use crate::interrupt;
use crate::place::Place;
use crate::show::TICK;
use crate::tour::{Failure, Progress, Tour};

/// How many may listen at a time; others wait until one leaves.
const SEATS: usize = 64;
/// How long the last line may take: a listener that is slow misses it.
const PATIENCE: Duration = Duration::from_secs(1);

/// Where they connect.
#[derive(Debug)]
pub(crate) struct Audience(Device<TcpListener>);

impl Audience {
    /// Listens at `address`, and says at which port if there was none.
    pub(crate) fn at(address: SocketAddr) -> Result<Self, Failure> {
        let listener = TcpListener::bind(address).and_then(|listener| {
            let found = listener.local_addr()?;
            Ok((Device::new(listener)?, found))
        });
        let (listener, found) =
            listener.map_err(|error| Failure::new(format!("cannot listen at {address}"), error))?;
        // Without stderr nobody asks.
        let _ = writeln!(io::stderr(), "listening on {found}");
        Ok(Self(listener))
    }
}

/// Accepts everybody until the tour is over. Returns the tasks that talk to them.
pub(crate) async fn tell_audience(
    audience: Option<Audience>,
    place: &Place,
    tour: &Arc<Tour>,
    seen: &watch::Receiver<Progress>,
) -> Vec<JoinHandle<()>> {
    let (seats, mut talks) = (Arc::new(Semaphore::new(SEATS)), Vec::new());
    let Some(Audience(listener)) = audience else { return talks };
    let accept = async {
        loop {
            let seat = seats.acquire_owned().await;
            match listener.read_with(|listener| listener.accept()).await {
                Ok((stream, _)) => {
                    let (tour, seen) = (Arc::clone(tour), seen.clone());
                    talks.retain(|talk: &JoinHandle<()>| !talk.is_finished());
                    talks.push(place.spawn(async move {
                        // Whoever leaves has heard enough.
                        let _ = talk(stream, &tour, &seen).await;
                        drop(seat);
                    }));
                }
                // It is gone already, or there are too few descriptors.
                Err(_) => sleep(TICK).await,
            }
        }
    };
    let _: Option<()> = tour.over.run_until_cancelled(accept).await;
    talks
}

/// A line at each tick, and the last.
async fn talk(stream: TcpStream, tour: &Tour, seen: &watch::Receiver<Progress>) -> io::Result<()> {
    let mut line = Line { stream: Device::new(stream)?, unsent: Vec::new() };
    while !tour.over.is_cancelled() {
        line.say(State::Running, tour, *seen.borrow()).await;
        // Who is slow hears the next when he has heard this.
        let Some(sent) = tour.over.run_until_cancelled(line.flush(tour)).await else { break };
        sent?;
        // Until the next tick, or the end.
        let _ = tour.waits.of(timeout(TICK, tour.over.cancelled())).await;
    }
    let state = match (tour.has_failed(), interrupt::requested()) {
        (true, _) => State::Failed,
        (false, true) => State::Interrupted,
        (false, false) => State::Done,
    };
    line.say(state, tour, *seen.borrow()).await;
    timeout(PATIENCE, line.flush(tour)).await?
}

/// What was said and is not out yet.
struct Line {
    stream: Device<TcpStream>,
    unsent: Vec<u8>,
}

impl Line {
    async fn say(&mut self, state: State, tour: &Tour, Progress { files, bytes }: Progress) {
        let words = tour.words.len().await;
        let seconds = tour.started.elapsed().as_secs_f64();
        writeln!(
            self.unsent,
            r#"{{"files":{files},"bytes":{bytes},"words":{words},"seconds":{seconds:.3},"state":"{state}"}}"#
        )
        .expect("a vector takes all");
    }

    /// If it is dropped halfway, then the rest is sent the next time.
    async fn flush(&mut self, tour: &Tour) -> io::Result<()> {
        let Self { stream, unsent } = self;
        while !unsent.is_empty() {
            let write = stream.write_with(|mut stream| stream.write(unsent));
            let sent = tour.waits.of(write).await?;
            unsent.drain(..sent);
        }
        Ok(())
    }
}

/// How the tour goes.
#[derive(Clone, Copy, Debug)]
enum State {
    Running,
    Done,
    Interrupted,
    Failed,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Interrupted => "interrupted",
            Self::Failed => "failed",
        })
    }
}
