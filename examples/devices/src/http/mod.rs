//! HTTP/1.1, as much of it as a small service needs.
//!
//! A connection is kept for any number of requests, and requests may come before the answers to those before
//! them are out: all that are there are answered with one `write`. What is not understood is answered with the
//! status that says so, and then the connection ends.
//!
//! | limit | is | beyond it |
//! |---|---|---|
//! | head of a request | [`LONGEST_HEAD`] | 431 |
//! | body of a request, which is skipped | [`LONGEST_BODY`] | 413 |
//! | answers that nobody has read yet | [`MOST_UNSENT`] | no request is read |
//! | time without a byte | given to [`serve`] | the connection ends |

mod answer;
mod head;
mod talk;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use wakeful::sync::CancellationToken;

pub use self::answer::{Response, Status};
pub use self::head::{Head, LONGEST_BODY, LONGEST_HEAD, Method};
pub use self::talk::MOST_UNSENT;

use crate::place::Place;
use crate::server::{Connection, Server};

/// Answers requests on every connection, until `stop`: then each connection ends when the requests that have
/// come are answered. A connection on which nothing moves for the time `idle` ends, too. Returns how many connections there were.
///
/// ```
/// use devices::http::{Head, Response, Status};
///
/// fn site(head: &Head<'_>) -> Response {
///     match head.target {
///         "/" => Response::text(Status::Ok, "hello\n"),
///         _ => Response::text(Status::NotFound, "there is no such page\n"),
///     }
/// }
/// ```
///
/// # Errors
///
/// Those of [`Server::serve`].
pub async fn serve(
    server: Server,
    place: &Place,
    stop: Arc<CancellationToken>,
    idle: Duration,
    site: fn(&Head<'_>) -> Response,
) -> io::Result<u64> {
    let talk = |connection: Connection| async move {
        // The peer may leave as it likes.
        let _ = talk::talk(&connection, idle, site).await;
    };
    server.serve(place, stop, talk).await
}
