//! Tasks that are to stop.

use core::future::pending;

use wakeful::future::yield_now;

use super::flavor::sync::{CancellationToken, Latch, OwnedCancellationToken};
use super::flavor::{Host, Owner};
use super::{Step, all, spawn_many};

pub(super) const STEPS: &[Step] = &[
    Step(&["CancellationToken", "ChildToken"], |host| Box::pin(token(host))),
    Step(&["OwnedCancellationToken"], |host| Box::pin(tree(host))),
];

async fn token(host: Host) {
    let (token, begun) = (Owner::new(CancellationToken::new()), Owner::new(Latch::new(4)));
    let tasks = spawn_many(&host, 4, |host, number| {
        let (token, begun) = (token.clone(), begun.clone());
        host.spawn(async move {
            let child = token.child_token();
            assert_eq!(child.run_until_cancelled(async { 1 }).await, Some(1));
            begun.count_down();
            match number {
                0 => token.cancelled().await,
                1 => token.cancelled_owned().await,
                2 => assert_eq!(token.run_until_cancelled(pending::<()>()).await, None),
                _ => child.cancelled().await,
            }
        })
    });
    begun.wait().await;
    token.cancel();
    all(tasks).await;
}

async fn tree(host: Host) {
    let root = OwnedCancellationToken::new();
    let branch = root.child_token();
    let cut = spawn_many(&host, 2, |host, _| {
        let leaf = branch.child_token();
        host.spawn(async move { leaf.cancelled_owned().await })
    });
    let other = host.spawn({
        let root = root.clone();
        async move { root.cancelled().await }
    });
    yield_now().await;
    branch.cancel();
    all(cut).await;
    assert!(!root.is_cancelled());
    root.cancel();
    other.await.unwrap();
}
