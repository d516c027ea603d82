//! The items as a stream.

use std::future::poll_fn;
use std::pin::pin;

use futures_core::{FusedFuture, FusedStream, Stream};

use crate::support::{Pool, run};

#[test]
fn the_items_are_a_stream_that_knows_its_end() {
    let pool = Pool::new(1);
    let mut items = pin!(pool.unblock_iter(0..3));
    let mut all = Vec::new();
    run(async {
        while let Some(item) = poll_fn(|cx| items.as_mut().poll_next(cx)).await {
            all.push(item);
        }
    });
    assert_eq!(all, [0, 1, 2]);
    assert!(items.is_terminated());
    assert_eq!(items.size_hint(), (0, Some(0)));
}

#[test]
fn a_call_knows_its_end() {
    let pool = Pool::new(1);
    let mut call = pool.unblock(|| ());
    assert!(!FusedFuture::is_terminated(&call));
    run(&mut call);
    assert!(FusedFuture::is_terminated(&call));
}
