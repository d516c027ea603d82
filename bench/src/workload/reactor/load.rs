//! Keeps a server busy: a request on every connection, and the next one when the answer has come.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::protocol::{BUFFER, Protocol};
use crate::os::poller::{Poller, Ready, Trigger};

/// The clients, all on one thread.
pub(super) struct Load {
    connections: Vec<Connection>,
    poller: Poller,
    protocol: Protocol,
}

struct Connection {
    stream: TcpStream,
    /// Bytes of the answer that have not come.
    missing: usize,
}

impl Load {
    pub(super) fn new(streams: Vec<TcpStream>, protocol: Protocol) -> io::Result<Self> {
        let poller = Poller::new()?;
        for (key, stream) in streams.iter().enumerate() {
            poller.add(stream, key, Trigger::Level)?;
        }
        let connection = |stream| Connection { stream, missing: 0 };
        Ok(Self { connections: streams.into_iter().map(connection).collect(), poller, protocol })
    }

    /// Makes so many round trips, on all connections together. At the end nothing is under way.
    pub(super) fn run(&mut self, round_trips: u64) -> io::Result<Duration> {
        let Self { connections, poller, protocol } = self;
        let (request, response) = (protocol.request(), protocol.response());
        let (mut buffer, mut ready) = ([0; BUFFER], Ready::new());
        let start = Instant::now();
        let mut to_send = round_trips;
        for connection in connections.iter_mut().take(to_send as usize) {
            connection.send(request, response)?;
            to_send -= 1;
        }
        let mut to_come = round_trips;
        while to_come > 0 {
            for key in poller.wait(&mut ready)? {
                let connection = &mut connections[key];
                if !connection.receive(&mut buffer)? {
                    continue;
                }
                to_come -= 1;
                if to_send > 0 {
                    connection.send(request, response)?;
                    to_send -= 1;
                }
            }
        }
        Ok(start.elapsed())
    }
}

impl Connection {
    #[inline(always)]
    fn send(&mut self, request: &[u8], response: &[u8]) -> io::Result<()> {
        self.missing = response.len();
        // It is short, and nothing else is under way: it fits.
        self.stream.write_all(request)
    }

    /// Takes what has come; whether that was the end of the answer.
    #[inline(always)]
    fn receive(&mut self, buffer: &mut [u8; BUFFER]) -> io::Result<bool> {
        let len = self.stream.read(buffer)?;
        if len == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.missing = self.missing.checked_sub(len).expect("an answer has a known length");
        Ok(self.missing == 0)
    }
}
