//! The flavor whose words are atomics: threads and interrupt handlers.

use super::generic;
use crate::lock::Words;

/// A [`StaticExecutor`](generic::StaticExecutor) for threads and interrupts, where there is compare-exchange.
pub type StaticExecutor<P, const N: usize, const LEVELS: usize = 1> =
    generic::StaticExecutor<P, Words, N, LEVELS>;
/// A [`TaskCell`](generic::TaskCell) for a [`StaticExecutor`].
pub type TaskCell<const SIZE: usize> = generic::TaskCell<Words, SIZE>;
/// The handle of a task of a [`StaticExecutor`].
pub type StaticJoinHandle<T> = generic::StaticJoinHandle<T, Words>;
/// Waits until a task of a [`StaticExecutor`] is gone.
pub type StaticCancel<T> = generic::StaticCancel<T, Words>;
/// Spawns local tasks of a [`StaticExecutor`].
pub type StaticSpawner<'run, P, const N: usize, const LEVELS: usize = 1> =
    generic::StaticSpawner<'run, P, Words, N, LEVELS>;
