//! A hang fails.

use std::future::Future;
use std::sync::Arc;

use devices::place::Place;
use devices::server::Server;
use wakeful::executor::block_on;
use wakeful::sync::CancellationToken;
use wakeful::time::timeout;

pub(crate) use crate::shared::{LIMIT, skipped};

/// What `future` gives, which must not take for ever.
pub(crate) async fn soon<F: Future>(future: F) -> F::Output {
    timeout(LIMIT, future).await.expect("it hangs")
}

/// Runs `future` on this thread.
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    block_on(soon(future))
}

/// On two threads, and on one.
pub(crate) fn places() -> [Place; 2] {
    [Place::new(Some(2)).unwrap(), Place::new(None).unwrap()]
}

/// A server at a free port.
pub(crate) fn server(limit: usize) -> (Server, Arc<CancellationToken>) {
    (Server::bind("127.0.0.1:0", limit).unwrap(), Arc::new(CancellationToken::new()))
}
