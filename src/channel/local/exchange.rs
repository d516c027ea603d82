//! Two tasks meet and swap values.

use crate::channel::generic::exchange as generic;
use crate::lock::LocalLock;

pub use generic::{Parted, TryExchangeError};

/// An [`Exchange`](generic::Exchange) for one thread.
pub type Exchange<T> = generic::Exchange<T, LocalLock>;
/// The future of an `exchange`.
pub type Meet<'a, T> = generic::Meet<'a, T, LocalLock>;
