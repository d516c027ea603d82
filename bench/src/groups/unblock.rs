//! Blocking work on other threads.

use std::sync::LazyLock;

use tokio::runtime::Runtime;

use crate::row::{Goal, Row};
use crate::workload::unblock::{Unblock, calls};

struct Wakeful;
/// Those of tokio's runtime.
struct Tokio;
/// Those of smol.
struct Blocking;

pub(super) fn rows() -> Vec<Row> {
    vec![row(1).goal(Goal::Best(1.0)), row(8).goal(Goal::Peer(3.0, "tokio")).goal(Goal::Best(1.0))]
}

/// A call and its answer.
fn row(tasks: usize) -> Row {
    let name = if tasks == 1 { "one task".into() } else { format!("{tasks} tasks") };
    Row::new("unblock", format!("{name}, call and answer"))
        .threads(2)
        .per(tasks)
        .wakeful(calls::<Wakeful>(tasks))
        .peer("tokio", calls::<Tokio>(tasks))
        .peer("blocking", calls::<Blocking>(tasks))
}

static TOKIO: LazyLock<Runtime> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.expect("a runtime without drivers can always be built")
});

impl Unblock for Wakeful {
    async fn unblock<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
        wakeful::executor::unblock(work).await
    }
}

impl Unblock for Tokio {
    async fn unblock<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
        TOKIO.spawn_blocking(work).await.expect("nobody panics")
    }
}

impl Unblock for Blocking {
    async fn unblock<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
        blocking::unblock(work).await
    }
}
