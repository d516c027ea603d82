//! What belongs to an interrupt handler.

use core::cell::Cell;
use core::fmt;

use critical_section::Mutex;

/// A place in a `static` for what one interrupt handler owns.
///
/// The task that sets things up puts it in; the handler takes it out for as long as it runs. What the handler
/// does with it is done with interrupts on.
///
/// # Examples
///
/// ```
/// use drivers::handler_cell::HandlerCell;
///
/// static PRESSES: HandlerCell<u32> = HandlerCell::new();
///
/// fn button() {
///     PRESSES.with(|presses| *presses += 1);
/// }
///
/// button(); // Too early: it owns nothing yet.
/// PRESSES.put(0);
/// button();
/// assert_eq!(PRESSES.take(), Some(1));
/// ```
pub struct HandlerCell<T> {
    value: Mutex<Cell<Option<T>>>,
}

impl<T> HandlerCell<T> {
    /// An empty place.
    pub const fn new() -> Self {
        Self { value: Mutex::new(Cell::new(None)) }
    }

    /// Puts `value` there, and returns what was there before.
    pub fn put(&self, value: T) -> Option<T> {
        critical_section::with(|cs| self.value.borrow(cs).replace(Some(value)))
    }

    /// Takes out what is there.
    pub fn take(&self) -> Option<T> {
        critical_section::with(|cs| self.value.borrow(cs).take())
    }

    /// Lends it out; `None` if nothing is there, or it is lent out already.
    pub fn with<R>(&self, f: impl FnOnce(&mut T) -> R) -> Option<R> {
        let mut value = self.take()?;
        let result = f(&mut value);
        self.put(value);
        Some(result)
    }
}

impl<T> Default for HandlerCell<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for HandlerCell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HandlerCell(..)")
    }
}
