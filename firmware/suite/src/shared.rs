//! What a scene keeps beside its primitive, where handlers reach it.

use core::cell::Cell;
use core::fmt;
use core::ops::{Deref, DerefMut};

use critical_section::Mutex;

/// A cell that handlers may use as well: it is `Sync` if what is in there may go to a handler.
pub struct Shared<T>(Mutex<Cell<T>>);

impl<T> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shared(..)")
    }
}

impl<T> Shared<T> {
    /// With `value` in it.
    pub const fn new(value: T) -> Self {
        Self(Mutex::new(Cell::new(value)))
    }

    /// Puts `value` in there, and returns what was.
    pub fn replace(&self, value: T) -> T {
        critical_section::with(|section| self.0.borrow(section).replace(value))
    }

    /// Puts `value` in there; what was is dropped afterwards.
    pub fn set(&self, value: T) {
        drop(self.replace(value));
    }

    /// What is in there.
    pub fn get(&self) -> T
    where
        T: Copy,
    {
        critical_section::with(|section| self.0.borrow(section).get())
    }

    /// Changes what is in there.
    pub fn update(&self, change: impl FnOnce(T) -> T)
    where
        T: Copy,
    {
        critical_section::with(|section| {
            let cell = self.0.borrow(section);
            cell.set(change(cell.get()));
        });
    }
}

impl Shared<usize> {
    /// One more, if so.
    pub fn count(&self, one: bool) {
        self.update(|count| count + usize::from(one));
    }
}

impl<T> Shared<Option<T>> {
    /// Takes it out.
    pub fn take(&self) -> Option<T> {
        self.replace(None)
    }

    /// Takes it out for a while, unless somebody else has.
    pub fn borrow(&self) -> Option<Borrowed<'_, T>> {
        let value = self.take()?;
        Some(Borrowed { place: self, value: Some(value) })
    }
}

/// Goes back to its place when it is dropped.
#[derive(Debug)]
pub struct Borrowed<'a, T> {
    place: &'a Shared<Option<T>>,
    value: Option<T>,
}

const THERE: &str = "it is there until it is dropped";

impl<T> Deref for Borrowed<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.as_ref().expect(THERE)
    }
}

impl<T> DerefMut for Borrowed<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.value.as_mut().expect(THERE)
    }
}

impl<T> Drop for Borrowed<'_, T> {
    fn drop(&mut self) {
        self.place.set(self.value.take());
    }
}
