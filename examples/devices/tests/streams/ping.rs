//! UDP ping.

use std::collections::BTreeSet;
use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

use devices::ping::{Plan, Report, Responder, ping};
use wakeful::future::Race;

use crate::patience::{LIMIT, places, run, soon};

/// Pings a responder that answers what `answers` says, in each place.
fn reports(plan: Plan, answers: fn(u32) -> bool) -> Vec<Report> {
    let report = |place: devices::place::Place| {
        let responder = Responder::bind("127.0.0.1:0").unwrap();
        let address = responder.address().unwrap();
        place.run(async {
            let asked = place.spawn(ping(address, plan));
            let respond = async { Err(responder.run(answers).await.unwrap_err()) };
            let asked = async { asked.await.unwrap() };
            soon((asked, respond).race()).await.unwrap()
        })
    };
    places().map(report).into()
}

#[test]
fn each_ping_comes_back() {
    let plan = Plan { count: 50, interval: Duration::from_micros(300), patience: LIMIT };
    for report in reports(plan, |_| true) {
        assert_eq!((report.sent, report.trips.len(), report.lost().count()), (50, 50, 0));
        assert_eq!((report.late, report.twice), (0, 0));
    }
}

#[test]
fn what_is_dropped_on_the_way_is_lost_and_named() {
    let (interval, patience) = (Duration::from_millis(1), Duration::from_millis(300));
    for report in reports(Plan { count: 10, interval, patience }, |number| number % 3 != 1) {
        let lost: BTreeSet<_> = report.lost().collect();
        // A machine that is busy may lose others, too.
        assert!(lost.is_superset(&[1, 4, 7].into()), "{lost:?}");
        assert_eq!(report.sent as usize, report.trips.len() + lost.len());
    }
}

#[test]
fn without_anybody_there_all_are_lost_and_it_ends() {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address: SocketAddr = socket.local_addr().unwrap();
    drop(socket);
    let (interval, patience) = (Duration::from_millis(1), Duration::from_millis(20));
    let report = run(ping(address, Plan { count: 5, interval, patience })).unwrap();
    assert_eq!((report.sent, report.lost().count()), (5, 5));
}

#[test]
fn what_is_no_ping_is_not_answered() {
    let responder = Responder::bind("127.0.0.1:0").unwrap();
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.connect(responder.address().unwrap()).unwrap();
    socket.send(b"hello").unwrap();
    socket.send(b"").unwrap();
    socket.send(&[0; 1000]).unwrap();
    let plan = Plan { count: 1, interval: Duration::ZERO, patience: LIMIT };
    for place in places() {
        let address = responder.address().unwrap();
        let respond = async { Err(responder.run(|_| true).await.unwrap_err()) };
        let report = place.run(soon((ping(address, plan), respond).race())).unwrap();
        assert_eq!(report.trips.len(), 1);
    }
    socket.set_nonblocking(true).unwrap();
    assert_eq!(socket.recv(&mut [0]).unwrap_err().kind(), io::ErrorKind::WouldBlock);
}
