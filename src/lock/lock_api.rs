//! Any mutex that follows `lock_api`.

use core::fmt;

use lock_api::RawMutex;

use super::{LoadStore, RawLock, ThreadSafe};

/// A lock made of any [`lock_api::RawMutex`]: an RTOS mutex, a spin lock, one that disables
/// interrupts.
///
/// # Examples
///
/// ```
/// use wakeful::lock::LockApi;
/// use wakeful::sync::generic::Mutex;
///
/// static TOTAL: Mutex<u32, LockApi<parking_lot::RawMutex>> = Mutex::new(0);
/// *TOTAL.try_lock().unwrap() += 1;
/// ```
pub struct LockApi<R>(R);

struct Unlock<'a, R: RawMutex>(&'a R);

impl<R: RawMutex> Drop for Unlock<'_, R> {
    fn drop(&mut self) {
        // SAFETY: made right after `lock` returned, so this thread holds the mutex.
        unsafe { self.0.unlock() }
    }
}

// SAFETY: `RawMutex` promises exclusion, which a second `lock` by its holder does not break: it
// waits for ever. `Unlock` releases the lock when the closure panics.
unsafe impl<R: RawMutex> RawLock for LockApi<R> {
    const NEW: Self = Self(R::INIT);
    type Counter = LoadStore;

    fn with<T>(&self, f: impl FnOnce() -> T) -> T {
        self.0.lock();
        let _unlock = Unlock(&self.0);
        f()
    }
}

impl<R: RawMutex + Send + Sync> ThreadSafe for LockApi<R> {}

impl<R> fmt::Debug for LockApi<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LockApi(..)")
    }
}
