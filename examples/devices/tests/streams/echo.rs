//! TCP echo.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread;

use devices::place::Place;
use devices::stream::connect;
use devices::{echo, limits};
use wakeful::executor::BlockingPool;
use wakeful::future::{Join, Race};
use wakeful::reactor::Device;
use wakeful::sync::{Barrier, CancellationToken};

use crate::patience::{LIMIT, places, server, skipped, soon};

/// A server on a thread of its own; returns its address, what stops it, and its end.
fn serving(
    limit: usize,
    threads: Option<usize>,
) -> (SocketAddr, Arc<CancellationToken>, thread::JoinHandle<io::Result<u64>>) {
    let (server, stop) = server(limit);
    let (address, stopped) = (server.address().unwrap(), Arc::clone(&stop));
    let end = thread::spawn(move || {
        let place = Place::new(threads).unwrap();
        place.run(echo::serve(server, &place, stopped))
    });
    (address, stop, end)
}

/// A client that knows nothing of wakeful.
fn client(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(LIMIT)).unwrap();
    stream.set_write_timeout(Some(LIMIT)).unwrap();
    stream
}

#[test]
fn a_thousand_connections_are_open_at_once() {
    const CONNECTIONS: usize = 1000;
    let allowed = limits::descriptors(2 * CONNECTIONS as u64 + 100);
    if allowed < 2 * CONNECTIONS as u64 + 100 {
        let why = format!("only {allowed} descriptors are allowed; try `ulimit -n 4096`");
        skipped("a thousand connections", &why);
        return;
    }
    for threads in [None, Some(2)] {
        let (address, stop, end) = serving(CONNECTIONS, threads);
        let place = Place::new(threads).unwrap();
        let (all_there, few) =
            (Arc::new(Barrier::new(CONNECTIONS)), BlockingPool::builder().threads(4).build());
        let talk = || {
            let all_there = Arc::clone(&all_there);
            let connected = few.unblock(move || TcpStream::connect(address));
            async move {
                let stream = Device::new(connected.await?)?;
                echo::exchange(&stream, 1, 10).await?;
                all_there.wait().await;
                for round in 2..5 {
                    echo::exchange(&stream, round, 1000).await?;
                }
                io::Result::Ok(())
            }
        };
        place.run(soon(async {
            let clients: Vec<_> = (0..CONNECTIONS).map(|_| place.spawn(talk())).collect();
            for client in clients {
                client.await.unwrap().unwrap();
            }
        }));
        stop.cancel();
        assert_eq!(end.join().unwrap().unwrap(), CONNECTIONS as u64);
    }
}

#[test]
fn what_has_come_before_the_stop_is_sent_back() {
    for threads in [None, Some(2)] {
        let (address, stop, end) = serving(10, threads);
        let mut clients: Vec<_> = (0..5).map(|_| client(address)).collect();
        for (n, client) in clients.iter_mut().enumerate() {
            client.write_all(&[n as u8; 100]).unwrap();
            let mut first = [0];
            client.read_exact(&mut first).unwrap();
        }
        stop.cancel();
        for (n, mut client) in clients.into_iter().enumerate() {
            let mut rest = Vec::new();
            client.read_to_end(&mut rest).unwrap();
            assert_eq!(rest, [n as u8; 99]);
        }
        assert_eq!(end.join().unwrap().unwrap(), 5);
        assert!(TcpStream::connect(address).is_err(), "nobody listens any more");
    }
}

#[test]
fn more_than_the_limit_wait_until_one_ends() {
    let (address, stop, end) = serving(1, None);
    let mut first = client(address);
    first.write_all(b"a").unwrap();
    first.read_exact(&mut [0]).unwrap();
    // The system has taken it, but the server does not come to it.
    let mut second = client(address);
    second.write_all(b"b").unwrap();
    second.set_read_timeout(Some(std::time::Duration::from_millis(20))).unwrap();
    let error = second.read(&mut [0]).unwrap_err();
    assert!(matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut), "{error}");
    drop(first);
    second.set_read_timeout(Some(LIMIT)).unwrap();
    second.read_exact(&mut [0]).unwrap();
    stop.cancel();
    assert_eq!(end.join().unwrap().unwrap(), 2);
}

#[test]
fn a_peer_that_has_said_all_hears_all() {
    let (address, stop, end) = serving(10, None);
    let mut client = client(address);
    let long = vec![3; 300_000];
    let (mut writer, sent) = (client.try_clone().unwrap(), long.clone());
    let sent = thread::spawn(move || {
        writer.write_all(&sent).unwrap();
        writer.shutdown(Shutdown::Write).unwrap();
    });
    let mut back = Vec::new();
    client.read_to_end(&mut back).unwrap();
    sent.join().unwrap();
    assert!(back == long);
    stop.cancel();
    assert_eq!(end.join().unwrap().unwrap(), 1);
}

#[test]
fn a_peer_that_reads_nothing_holds_up_nobody_else() {
    for place in places() {
        let (address, stop, end) = serving(10, None);
        let deaf = async {
            let stream = connect(address).await?;
            let long = vec![0; 1 << 16];
            loop {
                devices::stream::write_all(&stream, &long).await?;
            }
        };
        let others = async {
            for _ in 0..20 {
                echo::talk(address, 3, 100).await?;
            }
            io::Result::Ok(())
        };
        // The one that is deaf never ends.
        place.run(soon((deaf, others).race())).unwrap();
        stop.cancel();
        assert_eq!(end.join().unwrap().unwrap(), 21);
    }
}

#[test]
fn nobody_at_the_other_side_is_an_error() {
    let (server, _) = server(1);
    let address = server.address().unwrap();
    drop(server);
    for place in places() {
        let error = place.run(soon(connect(address))).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ConnectionRefused);
    }
}

#[test]
fn client_and_server_share_a_thread() {
    for place in places() {
        let (server, stop) = server(100);
        let address = server.address().unwrap();
        let clients = async {
            let talks: Vec<_> =
                (0..50).map(|_| place.spawn(echo::talk(address, 20, 500))).collect();
            let seen = talks.join().await;
            stop.cancel();
            seen.into_iter().map(|seen| seen.unwrap().unwrap().bytes).sum::<u64>()
        };
        let both = (echo::serve(server, &place, Arc::clone(&stop)), clients).join();
        let (served, bytes) = place.run(soon(both));
        assert_eq!((served.unwrap(), bytes), (50, 50 * 20 * 500));
    }
}
