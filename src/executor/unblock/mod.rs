//! Work that blocks, on threads of its own.

mod builder;
#[cfg(feature = "futures-core")]
mod core_traits;
mod crew;
mod future;
mod iter;
mod next;
mod pool;
mod source;
mod threads;
mod work;

pub use self::builder::BlockingPoolBuilder;
pub use self::future::Unblock;
pub use self::iter::UnblockIter;
pub use self::next::NextItem;
pub use self::pool::BlockingPool;

/// Runs `closure` on a thread where it may block; a future of its output.
///
/// Use it for calls that take long without an `await`: files, name lookup, a database without async, hours of
/// computing. For the results of an iterator there is [`unblock_iter`]; to limit how many run at a time, a
/// [`BlockingPool`].
///
/// # Examples
///
/// ```
/// use wakeful::executor::{block_on, unblock};
///
/// let manifest = block_on(async {
///     unblock(|| std::fs::read_to_string("Cargo.toml")).await
/// });
/// assert!(manifest.unwrap().contains("wakeful"));
/// ```
///
/// # Threads
///
/// The closure is on its way when this returns, before the future is polled. Up to 500 threads run at a time
/// in the process, as many as there are calls under way; then calls wait in order. They end after 10 seconds
/// without work.
///
/// # Cancel safety
///
/// Weak: see [`Unblock`].
///
/// # Re-entrancy
///
/// The closure may call this again, and may block on what that returns: there is a thread for it, up to the
/// limit.
///
/// # Panics
///
/// A panic of the closure goes on where the future is awaited. If the system gives no thread and there is none
/// yet, the future panics; if there is one, the call waits for it.
///
/// # Cost
///
/// One allocation. See [`BlockingPool`].
pub fn unblock<T, F>(closure: F) -> Unblock<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    Unblock::new(pool::global(), closure)
}

/// Runs an iterator on threads where it may block; a stream of its items.
///
/// Use it for what comes piece by piece: the entries of a directory, the lines of a file, the rows of a query.
///
/// # Examples
///
/// ```
/// use wakeful::executor::{block_on, unblock_iter};
///
/// let rust_files = block_on(async {
///     let mut entries = unblock_iter(std::fs::read_dir("src/executor").unwrap());
///     let mut count = 0;
///     while let Some(entry) = entries.next().await {
///         count += usize::from(entry.unwrap().path().extension().is_some_and(|e| e == "rs"));
///     }
///     count
/// });
/// assert!(rust_files > 3);
/// ```
///
/// See [`UnblockIter`].
pub fn unblock_iter<I>(iterator: I) -> UnblockIter<I::Item>
where
    I: Iterator<Item: Send> + Send + 'static,
{
    UnblockIter::new(pool::global(), iterator)
}
