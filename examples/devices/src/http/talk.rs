//! A connection, from its first request to its last.

use std::io;
use std::net::Shutdown;
use std::time::Duration;

use wakeful::time::timeout;

use super::answer::{Response, Status};
use super::head::{Head, Method};
use crate::buffer::Buffer;
use crate::server::Connection;
use crate::stream::{read, write_all};

/// How much is read at a time.
const PIECE: usize = 1 << 13;
/// How many bytes of answers may wait to be read by the peer before its next request is looked at.
pub const MOST_UNSENT: usize = 1 << 16;
/// How long a peer may go on sending after it was refused, until the answer is lost for it.
const LINGER: Duration = Duration::from_secs(1);

type Site = fn(&Head<'_>) -> Response;

/// Answers until the last request, the stop, or an error.
pub(super) async fn talk(connection: &Connection, idle: Duration, site: Site) -> io::Result<()> {
    let Connection { stream, stop } = connection;
    let mut state = State::default();
    loop {
        let next = state.answer(site);
        timeout(idle, write_all(stream, &state.out)).await.map_err(io::Error::from)??;
        state.out.clear();
        match next {
            Next::Requests => continue,
            Next::Input => {}
            Next::End => return linger(connection, &mut state.input).await,
        }
        let read = timeout(idle, read(stream, &mut state.input, PIECE));
        let Some(read) = stop.run_until_cancelled(read).await else { return Ok(()) };
        if read.map_err(io::Error::from)?? == 0 {
            return Ok(());
        }
    }
}

/// If a connection is closed while something comes in, the peer may not see the last answer. So this
/// says that it is the last, and lets the peer say what it likes.
async fn linger(Connection { stream, .. }: &Connection, input: &mut Buffer) -> io::Result<()> {
    stream.get_ref().shutdown(Shutdown::Write)?;
    let rest = async {
        loop {
            input.consume(input.bytes().len());
            if read(stream, input, PIECE).await? == 0 {
                return Ok(());
            }
        }
    };
    timeout(LINGER, rest).await.map_err(io::Error::from)?
}

/// What is to be done when the answers are out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// Look for other requests.
    Requests,
    /// Read.
    Input,
    /// That was the last.
    End,
}

#[derive(Default)]
struct State {
    input: Buffer,
    /// How many bytes of the body are still to be skipped.
    skip: u64,
    /// The request whose body that is was the last.
    last: bool,
    out: Vec<u8>,
}

impl State {
    /// Answers what is there.
    fn answer(&mut self, site: Site) -> Next {
        loop {
            let skipped = self.skip.min(self.input.bytes().len() as u64);
            // It is not longer than a slice.
            self.input.consume(skipped as usize);
            self.skip -= skipped;
            if self.skip > 0 {
                return Next::Input;
            }
            if self.last {
                return Next::End;
            }
            if self.out.len() > MOST_UNSENT {
                return Next::Requests;
            }
            let length = match Head::parse(self.input.bytes()) {
                Ok(None) => return Next::Input,
                Ok(Some((head, length))) => {
                    self.skip = head.body;
                    self.last = !head.keep_alive;
                    if head.expects {
                        self.out.extend_from_slice(b"HTTP/1.1 100 Continue\r\n\r\n");
                    }
                    let response = match head.method {
                        Method::Get | Method::Head => site(&head),
                        Method::Other => Response::refusal(Status::WrongMethod),
                    };
                    response.to(&head, &mut self.out);
                    length
                }
                Err(status) => {
                    Response::refusal(status).write(false, true, &mut self.out);
                    return Next::End;
                }
            };
            self.input.consume(length);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(head: &Head<'_>) -> Response {
        Response::text(Status::Ok, head.target)
    }

    /// All answers to `input`, which comes in such pieces, and what is next.
    fn answers(input: &str, piece: usize) -> (String, Next) {
        let (mut state, mut out, mut next) = (State::default(), Vec::new(), Next::Input);
        for bytes in input.as_bytes().chunks(piece) {
            state.input.extend(bytes);
            loop {
                next = state.answer(site);
                out.append(&mut state.out);
                if next != Next::Requests {
                    break;
                }
            }
            if next == Next::End {
                break;
            }
        }
        (String::from_utf8(out).unwrap(), next)
    }

    const HEAD: &str = "Content-Type: text/plain; charset=utf-8\r\n";

    #[test]
    fn requests_in_a_row_are_answered_in_order_however_they_are_cut() {
        let input = "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n\
            HEAD /22 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc\
            GET /333 HTTP/1.0\r\n\r\nGET /never HTTP/1.1";
        let expected = format!(
            "HTTP/1.1 200 OK\r\n{HEAD}Content-Length: 2\r\nConnection: keep-alive\r\n\r\n/1\
             HTTP/1.1 200 OK\r\n{HEAD}Content-Length: 3\r\nConnection: keep-alive\r\n\r\n\
             HTTP/1.1 200 OK\r\n{HEAD}Content-Length: 4\r\nConnection: close\r\n\r\n/333"
        );
        for piece in [1, 2, 3, 7, 20, 1000] {
            assert_eq!(answers(input, piece), (expected.clone(), Next::End));
        }
    }

    #[test]
    fn a_request_that_is_not_understood_is_the_last() {
        let (out, next) = answers("GET /\r\n\r\nGET / HTTP/1.0\r\n\r\n", 100);
        assert!(out.starts_with("HTTP/1.1 400 ") && out.contains("Connection: close"), "{out}");
        assert_eq!((out.matches("HTTP/1.1").count(), next), (1, Next::End));
    }

    #[test]
    fn who_waits_to_be_told_is_told() {
        let input =
            "PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
        let (out, next) = answers(input, 100);
        assert!(out.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 405 "), "{out}");
        assert!(out.contains("Allow: GET, HEAD\r\n") && next == Next::Input, "{out}");
    }

    #[test]
    fn answers_that_nobody_reads_do_not_pile_up() {
        let mut state = State::default();
        let long = "x".repeat(6000);
        for _ in 0..100 {
            state.input.extend(format!("GET /{long} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes());
        }
        assert_eq!(state.answer(site), Next::Requests);
        assert!(state.out.len() < MOST_UNSENT + 10_000);
    }
}
