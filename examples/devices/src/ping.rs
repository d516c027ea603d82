//! UDP ping: what comes back, what is late, what is lost.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs, UdpSocket};
use std::time::{Duration, Instant};

use wakeful::reactor::Device;
use wakeful::time::timeout_at;

const MAGIC: [u8; 4] = *b"ping";
/// Longer than any datagram of ours: what is cut is none.
const ROOM: usize = 64;

/// Sends every ping back to where it came from. What is no ping is dropped.
#[derive(Debug)]
pub struct Responder {
    socket: Device<UdpSocket>,
}

impl Responder {
    /// Listens at `address`.
    ///
    /// # Errors
    ///
    /// Those of [`UdpSocket::bind`] and [`Device::new`].
    pub fn bind(address: impl ToSocketAddrs) -> io::Result<Self> {
        Ok(Self { socket: Device::new(UdpSocket::bind(address)?)? })
    }

    /// Where it listens: a port that was 0 has a number now.
    ///
    /// # Errors
    ///
    /// Those of [`UdpSocket::local_addr`].
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.socket.get_ref().local_addr()
    }

    /// Answers for ever, those that `answers` chooses by their numbers: a lossy line for tests.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub async fn run(&self, mut answers: impl FnMut(u32) -> bool) -> io::Result<()> {
        let mut bytes = [0; ROOM];
        loop {
            let (length, from) = match self.socket.read_with(|s| s.recv_from(&mut bytes)).await {
                Ok(received) => received,
                Err(error) if is_told_later(&error) => continue,
                Err(error) => return Err(error),
            };
            let Some(number) = number(&bytes[..length]).filter(|number| answers(*number)) else {
                continue;
            };
            match self.socket.write_with(|s| s.send_to(&datagram(number), from)).await {
                Ok(_) => {}
                Err(error) if is_told_later(&error) => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// What to ask, and how patiently.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How many pings.
    pub count: u32,
    /// How long from one to the next.
    pub interval: Duration,
    /// How long to wait for each answer.
    pub patience: Duration,
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many pings were sent.
    pub sent: u32,
    /// The round trips of those that came back in time, by their numbers.
    pub trips: BTreeMap<u32, Duration>,
    /// How many came back, but too late. They are lost, too.
    pub late: u32,
    /// How many answers came more than once.
    pub twice: u32,
}

impl Report {
    /// The numbers of those that did not come back in time.
    pub fn lost(&self) -> impl Iterator<Item = u32> {
        (0..self.sent).filter(|number| !self.trips.contains_key(number))
    }
}

/// Sends pings to `address` as planned. Returns when all answers are there, or nobody waits for the last of
/// them any more.
///
/// ```
/// use std::time::Duration;
/// use devices::ping::{Plan, Responder, ping};
/// use wakeful::future::Race;
///
/// let responder = Responder::bind("127.0.0.1:0")?;
/// let address = responder.address()?;
/// let patience = Duration::from_secs(10);
/// let plan = Plan { count: 3, interval: Duration::from_millis(1), patience };
/// let respond = async { Err(responder.run(|_| true).await.unwrap_err()) };
/// let report = wakeful::executor::block_on((ping(address, plan), respond).race())?;
/// assert_eq!((report.sent, report.lost().count()), (3, 0));
/// # std::io::Result::Ok(())
/// ```
///
/// # Errors
///
/// Those of the system. That nobody listens there is none: the pings are lost.
pub async fn ping(address: SocketAddr, plan: Plan) -> io::Result<Report> {
    let any: SocketAddr = if address.is_ipv4() { ([0; 4], 0).into() } else { ([0; 16], 0).into() };
    let socket = UdpSocket::bind(any)?;
    socket.connect(address)?;
    let socket = Device::new(socket)?;
    let (mut report, mut sent) = (Report::default(), Vec::new());
    let mut next = Instant::now();
    while report.sent < plan.count {
        // Answers come while the next ping is not due.
        hear_until(next, &socket, &plan, &sent, &mut report).await?;
        sent.push(Instant::now());
        match socket.write_with(|socket| socket.send(&datagram(report.sent))).await {
            Err(error) if !is_told_later(&error) => return Err(error),
            _ => report.sent += 1,
        }
        next += plan.interval;
    }
    if let Some(last) = sent.last() {
        hear_until(*last + plan.patience, &socket, &plan, &sent, &mut report).await?;
    }
    Ok(report)
}

/// Hears answers until `end`, or until none is missing.
async fn hear_until(
    end: Instant,
    socket: &Device<UdpSocket>,
    plan: &Plan,
    sent: &[Instant],
    report: &mut Report,
) -> io::Result<()> {
    let hear = async {
        let mut bytes = [0; ROOM];
        while report.trips.len() < plan.count as usize {
            match socket.read_with(|socket| socket.recv(&mut bytes)).await {
                Ok(length) => report.hear(number(&bytes[..length]), plan, sent),
                Err(error) if is_told_later(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    };
    timeout_at(end, hear).await.unwrap_or(Ok(()))
}

impl Report {
    fn hear(&mut self, number: Option<u32>, plan: &Plan, sent: &[Instant]) {
        let sent = number.and_then(|number| Some((number, sent.get(number as usize)?)));
        // What is no answer to a ping came from somebody else.
        let Some((number, sent)) = sent else { return };
        let trip = sent.elapsed();
        match self.trips.entry(number) {
            Entry::Occupied(_) => self.twice += 1,
            Entry::Vacant(_) if trip > plan.patience => self.late += 1,
            Entry::Vacant(entry) => {
                entry.insert(trip);
            }
        }
    }
}

fn datagram(number: u32) -> [u8; 8] {
    let mut bytes = [0; 8];
    bytes[..4].copy_from_slice(&MAGIC);
    bytes[4..].copy_from_slice(&number.to_be_bytes());
    bytes
}

/// The number of a ping, if it is one.
fn number(datagram: &[u8]) -> Option<u32> {
    let number = datagram.strip_prefix(&MAGIC)?;
    Some(u32::from_be_bytes(number.try_into().ok()?))
}

/// Whether this is about a datagram that was sent before: nobody listened there.
fn is_told_later(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionReset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pings_have_numbers() {
        assert_eq!(number(&datagram(7)), Some(7));
        for other in [&b"ping"[..], b"", b"pong\0\0\0\0", b"ping\0\0\0\0\0"] {
            assert_eq!(number(other), None);
        }
    }

    #[test]
    fn what_is_late_or_comes_twice_is_counted_and_not_taken_for_an_answer() {
        let plan = Plan { count: 3, interval: Duration::ZERO, patience: Duration::from_secs(10) };
        let now = Instant::now();
        let long_ago = now - 2 * plan.patience;
        let mut report = Report { sent: 3, ..Report::default() };
        for answer in [Some(0), Some(1), Some(0), Some(9), None] {
            report.hear(answer, &plan, &[now, long_ago, now]);
        }
        assert_eq!((report.late, report.twice), (1, 1));
        assert_eq!(report.lost().collect::<Vec<_>>(), [1, 2]);
    }
}
