//! Two tasks meet and swap values.

use crate::channel::generic::exchange as generic;
use crate::lock::CriticalSectionLock;

pub use generic::{Parted, TryExchangeError};

/// An [`Exchange`](generic::Exchange) for threads and interrupt handlers.
pub type Exchange<T> = generic::Exchange<T, CriticalSectionLock>;
/// The future of an `exchange`.
pub type Meet<'a, T> = generic::Meet<'a, T, CriticalSectionLock>;
