//! What needs an `Arc`, also for one thread.

use crate::lock::LocalLock;
use crate::sync::generic;

/// An [`OwnedCancellationToken`](generic::OwnedCancellationToken) for one thread. Its nodes are
/// counted by an `Arc`, so it is there where the target has atomics.
pub type OwnedCancellationToken = generic::OwnedCancellationToken<LocalLock>;
