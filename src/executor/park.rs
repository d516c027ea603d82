//! How an executor sleeps on hardware of your own.

/// How a processor, or a thread, sleeps until there is something to do.
///
/// Implement it for your board or your operating system, and [`block_on_with`](super::block_on_with) and
/// [`StaticExecutor`](super::generic::StaticExecutor) run there. With `std` there is a ready one,
/// `ThreadPark`.
///
/// # Contract
///
/// * A *token*: `park` returns if `unpark` was called since the last `park` returned, also if that was
///   before this `park` began. It may return early, for any reason.
/// * What happened before an `unpark` is seen after the `park` that it ended.
/// * `unpark` may be called from any thread and from any interrupt handler, at any time, more than once. It
///   does not block.
/// * One at a time calls `park`.
///
/// A `park` that loses a token is a task that sleeps for ever; nothing else breaks by it.
///
/// # Examples
///
/// A processor that waits for interrupts. The token is looked at with interrupts off: one that came between
/// the look and the sleep would be served, and the processor would sleep on what it brought. `wfi` returns
/// if an interrupt is pending, be they on or off; the handler runs when they are on again. Load and store
/// are all that the token needs, which every processor has.
///
/// ```
/// use std::sync::atomic::{AtomicBool, Ordering};
/// use wakeful::executor::Park;
/// # mod cortex_m {
/// #     pub mod interrupt { pub fn free(f: impl FnOnce()) { f() } }
/// #     pub mod asm { pub fn wfi() {} }
/// # }
///
/// struct Interrupts(AtomicBool);
///
/// impl Park for Interrupts {
///     fn park(&self) {
///         cortex_m::interrupt::free(|| {
///             if !self.0.load(Ordering::Acquire) {
///                 cortex_m::asm::wfi();
///             }
///             self.0.store(false, Ordering::Relaxed);
///         });
///     }
///
///     fn unpark(&self) {
///         self.0.store(true, Ordering::Release);
///     }
/// }
/// # let park = Interrupts(AtomicBool::new(false));
/// # park.unpark();
/// # park.park();
/// ```
///
/// With several cores this does not do: interrupts that are off keep no other core out, and a store could take
/// a token whose bringer was not seen. There `park` is `while !self.0.swap(false, Ordering::Acquire) { wfe() }`,
/// with interrupts on, and `unpark` ends with `sev()`: an event between the look and the sleep ends the
/// sleep. (Where there is no `swap`: load and store in a critical section that excludes all cores.)
pub trait Park {
    /// Sleeps until [`unpark`](Self::unpark) was called since the last time; may return early.
    fn park(&self);

    /// Ends the [`park`](Self::park) that goes on, or the next one.
    fn unpark(&self);
}

impl<P: Park + ?Sized> Park for &P {
    fn park(&self) {
        (**self).park();
    }

    fn unpark(&self) {
        (**self).unpark();
    }
}
