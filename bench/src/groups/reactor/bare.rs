//! No library: a loop around epoll.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::os::poller::{Poller, Ready, Trigger};
use crate::workload::reactor::{Protocol, Server, Session};

/// One thread that sleeps in epoll and reads from who is ready, once.
pub(super) struct Epoll;

impl Server for Epoll {
    fn serve(connections: Vec<TcpStream>, protocol: Protocol) {
        let poller = Poller::new().expect("there are files left");
        let mut ready = Ready::new();
        let mut open = connections.len();
        let mut served: Vec<_> = connections
            .into_iter()
            .enumerate()
            .map(|(key, stream)| {
                poller.add(&stream, key, Trigger::Level).expect("a socket can be waited for");
                Some((stream, Session::new(protocol)))
            })
            .collect();
        while open > 0 {
            for key in poller.wait(&mut ready).expect("nothing interrupts it") {
                let Some((stream, session)) = &mut served[key] else { continue };
                let len = stream.read(session.space()).expect("the connection stays");
                if len == 0 {
                    served[key] = None;
                    open -= 1;
                    continue;
                }
                stream.write_all(session.answer(len)).expect("the answer fits");
            }
        }
    }
}
