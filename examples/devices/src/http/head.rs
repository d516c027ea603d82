//! The head of a request.

use super::Status;

/// How long a head may be, in bytes.
pub const LONGEST_HEAD: usize = 8 << 10;
/// How long a body may be, in bytes.
pub const LONGEST_BODY: u64 = 1 << 20;

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Send it.
    Get,
    /// Send it, but for the body.
    Head,
    /// Anything else.
    Other,
}

/// What a request says before its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head<'a> {
    /// What is to be done.
    pub method: Method,
    /// With what: a path, as it came.
    pub target: &'a str,
    /// Whether other requests may follow.
    pub keep_alive: bool,
    /// How many bytes follow.
    pub body: u64,
    /// The client waits to be told to send them.
    pub expects: bool,
}

impl<'a> Head<'a> {
    /// Reads the head at the beginning of `bytes`, and says where it ends; `None` if its end is not there yet.
    ///
    /// # Errors
    ///
    /// The status to answer with. Where the next request begins is not known then.
    pub fn parse(bytes: &'a [u8]) -> Result<Option<(Self, usize)>, Status> {
        // Empty lines before a request are to be passed over.
        let begin = bytes.iter().take_while(|byte| b"\r\n".contains(byte)).count();
        let Some(length) = end(&bytes[begin..]) else {
            return match bytes.len() - begin > LONGEST_HEAD {
                true => Err(Status::TooLong),
                false => Ok(None),
            };
        };
        if length > LONGEST_HEAD {
            return Err(Status::TooLong);
        }
        let head =
            std::str::from_utf8(&bytes[begin..][..length]).map_err(|_| Status::BadRequest)?;
        let mut lines = head.lines();
        let mut read = Reading::of(lines.next().unwrap_or_default())?;
        for line in lines.take_while(|line| !line.is_empty()) {
            read.line(line)?;
        }
        Ok(Some((read.end()?, begin + length)))
    }
}

/// Where the empty line ends. A client may end lines without `\r`.
fn end(bytes: &[u8]) -> Option<usize> {
    let mut line = 0;
    for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n') {
        if matches!(&bytes[line..at], b"" | b"\r") {
            return Some(at + 1);
        }
        line = at + 1;
    }
    None
}

/// What the lines have said so far.
struct Reading<'a> {
    method: Method,
    target: &'a str,
    /// Of version 1.1, not 1.0.
    modern: bool,
    keep_alive: Option<bool>,
    host: bool,
    body: Option<u64>,
    expects: bool,
}

impl<'a> Reading<'a> {
    /// The first line.
    fn of(line: &'a str) -> Result<Self, Status> {
        let mut words = line.split(' ');
        let (Some(method), Some(target), Some(version), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(Status::BadRequest);
        };
        if !is_token(method) || target.is_empty() || target.bytes().any(|byte| byte <= b' ') {
            return Err(Status::BadRequest);
        }
        let method = match method {
            "GET" => Method::Get,
            "HEAD" => Method::Head,
            _ => Method::Other,
        };
        let modern = match version {
            "HTTP/1.1" => true,
            "HTTP/1.0" => false,
            _ if version.starts_with("HTTP/") => return Err(Status::WrongVersion),
            _ => return Err(Status::BadRequest),
        };
        let (keep_alive, host, body, expects) = (None, false, None, false);
        Ok(Self { method, target, modern, keep_alive, host, body, expects })
    }

    /// One of the others.
    fn line(&mut self, line: &str) -> Result<(), Status> {
        let (name, value) = line.split_once(':').ok_or(Status::BadRequest)?;
        let value = value.trim_matches([' ', '\t']);
        // A line that begins with a space would continue the one before: nobody does that any more.
        if !is_token(name) || value.bytes().any(|byte| byte == b'\r' || byte == 0) {
            return Err(Status::BadRequest);
        }
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        if is("host") {
            // Two would be for two different servers.
            if std::mem::replace(&mut self.host, true) {
                return Err(Status::BadRequest);
            }
        } else if is("content-length") {
            let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
            let length = value.parse().ok().filter(|_| digits).ok_or(Status::BadRequest)?;
            if self.body.is_some_and(|body| body != length) {
                return Err(Status::BadRequest);
            }
            self.body = Some(length);
        } else if is("transfer-encoding") {
            return Err(Status::NotImplemented);
        } else if is("connection") {
            for option in value.split(',').map(str::trim) {
                match option {
                    _ if option.eq_ignore_ascii_case("close") => self.keep_alive = Some(false),
                    _ if option.eq_ignore_ascii_case("keep-alive") => {
                        self.keep_alive.get_or_insert(true);
                    }
                    _ => {}
                }
            }
        } else if is("expect") {
            self.expects = value.eq_ignore_ascii_case("100-continue");
        }
        Ok(())
    }

    fn end(self) -> Result<Head<'a>, Status> {
        let Self { method, target, modern, keep_alive, host, body, expects } = self;
        if modern && !host {
            return Err(Status::BadRequest);
        }
        let body = body.unwrap_or(0);
        if body > LONGEST_BODY {
            return Err(Status::BodyTooLong);
        }
        let keep_alive = keep_alive.unwrap_or(modern);
        Ok(Head { method, target, keep_alive, body, expects: expects && modern && body > 0 })
    }
}

/// Whether this can be a name.
fn is_token(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Head<'_>, Status> {
        let (head, length) = Head::parse(text.as_bytes())?.expect("it is whole");
        assert_eq!(length, text.len());
        // Any part of it is too short, and nothing else.
        for part in 0..text.len() {
            assert_eq!(Head::parse(&text.as_bytes()[..part]), Ok(None), "{part} of {text}");
        }
        Ok(head)
    }

    #[test]
    fn a_request_is_read() {
        let head = parsed("GET /a?b HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n").unwrap();
        let (target, method) = ("/a?b", Method::Get);
        assert_eq!(head, Head { method, target, keep_alive: true, body: 0, expects: false });
        let text = "POST / HTTP/1.1\nhOST:x\ncontent-LENGTH: 12\nExpect: 100-continue\n\n";
        let head = parsed(text).unwrap();
        assert_eq!((head.method, head.body, head.expects), (Method::Other, 12, true));
    }

    #[test]
    fn who_may_go_on_depends_on_the_version_and_the_connection() {
        for (version, lines, keep) in [
            ("1.1", "", true),
            ("1.1", "Connection: close\r\n", false),
            ("1.1", "Connection: keep-alive, Close\r\n", false),
            ("1.1", "Connection: close\r\nConnection: keep-alive\r\n", false),
            ("1.0", "", false),
            ("1.0", "connection: Keep-Alive\r\n", true),
        ] {
            let text = format!("HEAD / HTTP/{version}\r\nHost: x\r\n{lines}\r\n");
            let head = parsed(&text).unwrap();
            assert_eq!((head.method, head.keep_alive), (Method::Head, keep), "{text}");
        }
    }

    #[test]
    fn what_is_no_request_is_told_from_what_is_too_much() {
        let whole = |first: &str, lines: &str| format!("{first}\r\nHost: x\r\n{lines}\r\n");
        for (text, status) in [
            (whole("GET /", ""), Status::BadRequest),
            (whole("GET  / HTTP/1.1", ""), Status::BadRequest),
            (whole("G(T / HTTP/1.1", ""), Status::BadRequest),
            (whole("GET / HTTQ/1.1", ""), Status::BadRequest),
            (whole("GET / HTTP/2.0", ""), Status::WrongVersion),
            (whole("GET / HTTP/1.1", "Host: y\r\n"), Status::BadRequest),
            (whole("GET / HTTP/1.1", " more\r\n"), Status::BadRequest),
            (whole("GET / HTTP/1.1", "name : value\r\n"), Status::BadRequest),
            (whole("GET / HTTP/1.1", "no colon\r\n"), Status::BadRequest),
            (whole("GET / HTTP/1.1", "Content-Length: +1\r\n"), Status::BadRequest),
            (
                whole("GET / HTTP/1.1", "Content-Length: 1\r\nContent-Length: 2\r\n"),
                Status::BadRequest,
            ),
            (whole("GET / HTTP/1.1", "Content-Length: 9999999\r\n"), Status::BodyTooLong),
            (whole("GET / HTTP/1.1", "Transfer-Encoding: chunked\r\n"), Status::NotImplemented),
            ("GET / HTTP/1.1\r\n\r\n".to_owned(), Status::BadRequest),
            (
                whole("GET / HTTP/1.1", &format!("x: {}\r\n", "y".repeat(LONGEST_HEAD))),
                Status::TooLong,
            ),
            ("GET /".to_owned() + &"x".repeat(LONGEST_HEAD), Status::TooLong),
        ] {
            assert_eq!(Head::parse(text.as_bytes()).unwrap_err(), status, "{text}");
        }
        assert_eq!(Head::parse(b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n"), Err(Status::BadRequest));
    }

    #[test]
    fn empty_lines_before_it_are_passed_over() {
        let (head, length) = Head::parse(b"\r\n\r\nGET / HTTP/1.0\r\n\r\nGET").unwrap().unwrap();
        assert_eq!((head.target, length), ("/", 22));
    }
}
