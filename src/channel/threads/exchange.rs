//! Two tasks meet and swap values.

use crate::channel::generic::exchange as generic;
use crate::lock::StdLock;

pub use generic::{Parted, TryExchangeError};

/// An [`Exchange`](generic::Exchange) for threads.
pub type Exchange<T> = generic::Exchange<T, StdLock>;
/// The future of an `exchange`.
pub type Meet<'a, T> = generic::Meet<'a, T, StdLock>;
