//! What is answered.

use std::io::Write;

use super::head::{Head, Method};

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// 200
    Ok,
    /// 400: this is no request.
    BadRequest,
    /// 404
    NotFound,
    /// 405: neither GET nor HEAD.
    WrongMethod,
    /// 413
    BodyTooLong,
    /// 431: the head is too long.
    TooLong,
    /// 501: a body without a length.
    NotImplemented,
    /// 505: neither 1.0 nor 1.1.
    WrongVersion,
}

impl Status {
    /// The number and the words of the first line.
    pub const fn line(self) -> &'static str {
        match self {
            Self::Ok => "200 OK",
            Self::BadRequest => "400 Bad Request",
            Self::NotFound => "404 Not Found",
            Self::WrongMethod => "405 Method Not Allowed",
            Self::BodyTooLong => "413 Content Too Large",
            Self::TooLong => "431 Request Header Fields Too Large",
            Self::NotImplemented => "501 Not Implemented",
            Self::WrongVersion => "505 HTTP Version Not Supported",
        }
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Response {
    status: Status,
    kind: &'static str,
    body: Vec<u8>,
}

impl Response {
    /// Some text.
    pub fn text(status: Status, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, "text/plain; charset=utf-8", body)
    }

    /// Something else: `kind` is its media type.
    pub fn new(status: Status, kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, kind, body: body.into() }
    }

    /// What is said of a request that is not understood.
    pub(super) fn refusal(status: Status) -> Self {
        Self::text(status, format!("{}\n", status.line()))
    }

    /// The answer to a request with this head; the body is no part of an answer to HEAD.
    pub(super) fn to(&self, head: &Head<'_>, out: &mut Vec<u8>) {
        self.write(head.keep_alive, head.method != Method::Head, out);
    }

    pub(super) fn write(&self, keep_alive: bool, with_body: bool, out: &mut Vec<u8>) {
        let Self { status, kind, body } = self;
        let connection = if keep_alive { "keep-alive" } else { "close" };
        let allow = if *status == Status::WrongMethod { "Allow: GET, HEAD\r\n" } else { "" };
        let (line, length) = (status.line(), body.len());
        write!(
            out,
            "HTTP/1.1 {line}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{allow}Connection: {connection}\r\n\r\n"
        )
        .expect("a vector takes all");
        if with_body {
            out.extend_from_slice(body);
        }
    }
}
