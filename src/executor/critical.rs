//! The critical-section flavor: threads and interrupt handlers, no compare-exchange.

use super::generic;
use crate::lock::CriticalSectionLock;

/// A [`StaticExecutor`](generic::StaticExecutor) for threads and interrupts.
pub type StaticExecutor<P, const N: usize, const LEVELS: usize = 1> =
    generic::StaticExecutor<P, CriticalSectionLock, N, LEVELS>;
/// A [`TaskCell`](generic::TaskCell) for a [`StaticExecutor`].
pub type TaskCell<const SIZE: usize> = generic::TaskCell<CriticalSectionLock, SIZE>;
/// The handle of a task of a [`StaticExecutor`].
pub type StaticJoinHandle<T> = generic::StaticJoinHandle<T, CriticalSectionLock>;
/// Waits until a task of a [`StaticExecutor`] is gone.
pub type StaticCancel<T> = generic::StaticCancel<T, CriticalSectionLock>;
/// Spawns local tasks of a [`StaticExecutor`].
pub type StaticSpawner<'run, P, const N: usize, const LEVELS: usize = 1> =
    generic::StaticSpawner<'run, P, CriticalSectionLock, N, LEVELS>;
