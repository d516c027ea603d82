//! HTTP, byte by byte.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use devices::http::{self, Head, LONGEST_BODY, LONGEST_HEAD, Response, Status};
use devices::place::Place;
use wakeful::sync::CancellationToken;

use crate::patience::{LIMIT, server};

fn site(head: &Head<'_>) -> Response {
    match head.target {
        "/" => Response::text(Status::Ok, "hello"),
        "/long" => Response::text(Status::Ok, "x".repeat(100_000)),
        _ => Response::text(Status::NotFound, "no such page"),
    }
}

/// A server on a thread of its own, until the end of the test.
struct Site {
    address: SocketAddr,
    stop: Arc<CancellationToken>,
    end: Option<thread::JoinHandle<io::Result<u64>>>,
}

impl Site {
    fn new(idle: Duration) -> Self {
        let (server, stop) = server(100);
        let (address, stopped) = (server.address().unwrap(), Arc::clone(&stop));
        let end = thread::spawn(move || {
            let place = Place::new(None).unwrap();
            place.run(http::serve(server, &place, stopped, idle, site))
        });
        Self { address, stop, end: Some(end) }
    }

    fn client(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        stream
    }

    /// All that is answered to `request` and the end of the stream.
    fn answer(&self, request: impl AsRef<[u8]>) -> String {
        let mut client = self.client();
        client.write_all(request.as_ref()).unwrap();
        client.shutdown(Shutdown::Write).unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).unwrap();
        answer
    }

    fn end(&mut self) -> u64 {
        self.stop.cancel();
        self.end.take().unwrap().join().unwrap().unwrap()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// The next answer with a body, and the connection goes on.
fn next(client: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        client.read_exact(&mut byte).unwrap();
        answer.push(byte[0]);
    }
    let head = String::from_utf8(answer).unwrap();
    let (_, rest) = head.split_once("Content-Length: ").unwrap();
    let mut body = vec![0; rest.split_once('\r').unwrap().0.parse().unwrap()];
    client.read_exact(&mut body).unwrap();
    head + &String::from_utf8(body).unwrap()
}

#[test]
fn a_connection_is_kept_for_one_request_after_the_other() {
    let mut site = Site::new(LIMIT);
    let mut client = site.client();
    for _ in 0..3 {
        client.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        let answer = next(&mut client);
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("\r\n\r\nhello"));
        assert!(answer.contains("Connection: keep-alive\r\n"), "{answer}");
    }
    client.write_all(b"GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut last = String::new();
    client.read_to_string(&mut last).unwrap();
    assert!(last.starts_with("HTTP/1.1 404 ") && last.contains("Connection: close"), "{last}");
    drop(client);
    assert_eq!(site.end(), 1);
}

#[test]
fn requests_may_be_sent_before_the_answers_are_read() {
    let site = Site::new(LIMIT);
    let requests = "GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(200);
    let answers = site.answer(requests);
    assert_eq!(answers.matches("HTTP/1.1 200 OK\r\n").count(), 200);
    assert_eq!(answers.matches("\r\n\r\nhello").count(), 200);
}

#[test]
fn a_request_may_come_byte_by_byte() {
    let site = Site::new(LIMIT);
    let mut client = site.client();
    client.set_nodelay(true).unwrap();
    for byte in b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbodyGET / HTTP/1.0\r\n\r\n"
    {
        client.write_all(&[*byte]).unwrap();
    }
    assert!(next(&mut client).starts_with("HTTP/1.1 405 "));
    let mut last = String::new();
    client.read_to_string(&mut last).unwrap();
    assert!(last.starts_with("HTTP/1.1 200 ") && last.ends_with("hello"), "{last}");
}

#[test]
fn head_is_answered_without_a_body() {
    let answer = Site::new(LIMIT).answer("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(answer.contains("Content-Length: 5\r\n") && answer.ends_with("\r\n\r\n"), "{answer}");
}

#[test]
fn what_is_not_understood_or_too_much_is_told_and_ends_the_connection() {
    let site = Site::new(LIMIT);
    let long_head = format!("GET / HTTP/1.1\r\nHost: x\r\nx: {}\r\n\r\n", "y".repeat(LONGEST_HEAD));
    let endless_head = format!("GET /{}", "y".repeat(3 * LONGEST_HEAD));
    let long_body =
        format!("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", LONGEST_BODY + 1);
    for (request, status) in [
        ("hello\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\n\r\n", "400"),
        (&long_head, "431"),
        (&endless_head, "431"),
        (&long_body, "413"),
        ("PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", "501"),
        ("GET / HTTP/3.0\r\nHost: x\r\n\r\n", "505"),
    ] {
        // What follows is not answered.
        let answer = site.answer(format!("{request}GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{request}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{answer}");
    }
}

#[test]
fn a_request_that_ends_halfway_is_not_answered() {
    assert_eq!(Site::new(LIMIT).answer("GET / HTTP/1.1\r\nHost"), "");
}

#[test]
fn who_waits_to_be_told_to_go_on_is_told() {
    let site = Site::new(LIMIT);
    let mut client = site.client();
    let head = "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
    client.write_all(head.as_bytes()).unwrap();
    let mut told = [0; 25];
    client.read_exact(&mut told).unwrap();
    assert_eq!(&told, b"HTTP/1.1 100 Continue\r\n\r\n");
    client.write_all(b"ok").unwrap();
    assert!(next(&mut client).starts_with("HTTP/1.1 405 "));
}

#[test]
fn answers_wait_for_a_peer_that_reads_slowly() {
    let site = Site::new(LIMIT);
    let mut client = site.client();
    let requests = "GET /long HTTP/1.1\r\nHost: x\r\n\r\n".repeat(100);
    client.write_all(requests.as_bytes()).unwrap();
    for _ in 0..100 {
        assert!(next(&mut client).len() > 100_000);
    }
}

#[test]
fn a_connection_that_is_silent_ends() {
    let site = Site::new(Duration::from_millis(10));
    for _ in 0..3 {
        assert_eq!(site.client().read(&mut [0]).unwrap(), 0);
    }
}

#[test]
fn the_stop_ends_connections_that_wait() {
    let mut site = Site::new(LIMIT);
    let mut clients: Vec<_> = (0..3).map(|_| site.client()).collect();
    for client in &mut clients {
        client.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        next(client);
    }
    assert_eq!(site.end(), 3);
    for mut client in clients {
        assert_eq!(client.read(&mut [0]).unwrap(), 0);
    }
}
