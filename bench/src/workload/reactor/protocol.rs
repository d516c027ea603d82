//! What is asked, and what is answered.

/// What is spoken on a connection. One request is under way at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// What comes goes back.
    Echo,
    /// HTTP/1.1: the connection is kept.
    Http,
}

const MESSAGE: &[u8] = &[b'x'; 64];
const REQUEST: &[u8] =
    b"GET /plaintext HTTP/1.1\r\nHost: localhost\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n";
const RESPONSE: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!";
const END_OF_HEAD: &[u8] = b"\r\n\r\n";

/// So much is read at once, by servers and by the load.
pub(crate) const BUFFER: usize = 4096;

impl Protocol {
    pub(crate) fn request(self) -> &'static [u8] {
        match self {
            Self::Echo => MESSAGE,
            Self::Http => REQUEST,
        }
    }

    pub(crate) fn response(self) -> &'static [u8] {
        match self {
            Self::Echo => MESSAGE,
            Self::Http => RESPONSE,
        }
    }
}

/// The server's side of one connection.
pub(crate) struct Session {
    protocol: Protocol,
    buffer: Box<[u8; BUFFER]>,
    /// The part of a request that has come.
    filled: usize,
}

impl Session {
    pub(crate) fn new(protocol: Protocol) -> Self {
        Self { protocol, buffer: Box::new([0; BUFFER]), filled: 0 }
    }

    /// Where what comes next is put.
    #[inline(always)]
    pub(crate) fn space(&mut self) -> &mut [u8] {
        &mut self.buffer[self.filled..]
    }

    /// The answer, if any, now that so many bytes more have come.
    #[inline(always)]
    pub(crate) fn answer(&mut self, len: usize) -> &[u8] {
        match self.protocol {
            Protocol::Echo => &self.buffer[..len],
            Protocol::Http => {
                self.filled += len;
                let request = &self.buffer[..self.filled];
                if !ends_head(request) {
                    assert!(self.filled < BUFFER, "a request is short");
                    return &[];
                }
                assert!(request.starts_with(b"GET "), "only GET is understood");
                self.filled = 0;
                RESPONSE
            }
        }
    }
}

/// Looks through the lines, as a server does that reads the headers.
fn ends_head(request: &[u8]) -> bool {
    request.split_inclusive(|&byte| byte == b'\n').any(|line| line == b"\r\n")
        && request.ends_with(END_OF_HEAD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_answered_when_all_of_it_has_come() {
        let mut session = Session::new(Protocol::Http);
        for _ in 0..2 {
            let (first, rest) = REQUEST.split_at(70);
            session.space()[..first.len()].copy_from_slice(first);
            assert_eq!(session.answer(first.len()), b"");
            session.space()[..rest.len()].copy_from_slice(rest);
            assert_eq!(session.answer(rest.len()), RESPONSE);
        }
    }
}
