//! Which devices there are.

use core::mem;
use std::collections::HashMap;
use std::sync::Arc;
use std::vec::Vec;

use super::key::Key;
use super::source::Source;
use super::sys::Raw;

/// Devices by place and by number.
///
/// # The Number Rule
///
/// *A number that the system gave to a descriptor belongs to the device that was registered by it last. Only that
/// one is taken from the poller by it.*
///
/// So a descriptor that was closed behind the back of its device takes along nobody who got its number.
#[derive(Debug, Default)]
pub(super) struct Registry {
    places: Vec<Place>,
    free: Vec<usize>,
    numbers: HashMap<Raw, Key>,
}

#[derive(Debug)]
struct Place {
    /// That of the device which is there, or of the next one.
    key: Key,
    source: Option<Arc<Source>>,
}

impl Registry {
    /// A key for a new device, if there is room.
    pub(super) fn reserve(&mut self) -> Option<Key> {
        if let Some(index) = self.free.pop() {
            return Some(self.places[index].key);
        }
        let index = self.places.len();
        if index >= Key::PLACES {
            return None;
        }
        let key = Key::new(index, 0);
        self.places.push(Place { key, source: None });
        Some(key)
    }

    /// The one who has this number.
    pub(super) fn owner(&self, number: Raw) -> Option<&Arc<Source>> {
        self.get(*self.numbers.get(&number)?)
    }

    pub(super) fn get(&self, key: Key) -> Option<&Arc<Source>> {
        let place = self.places.get(key.index())?;
        place.source.as_ref().filter(|_| place.key == key)
    }

    /// The key was reserved. Returns who had the number, and has it no more.
    pub(super) fn insert(&mut self, number: Raw, source: Arc<Source>) -> Option<Arc<Source>> {
        let key = source.key;
        self.places[key.index()].source = Some(source);
        let old = self.numbers.insert(number, key)?;
        self.get(old).cloned()
    }

    /// The key was reserved, and is not needed.
    pub(super) fn unreserve(&mut self, key: Key) {
        self.free.push(key.index());
    }

    /// Returns the source, and whether it had the number.
    pub(super) fn remove(&mut self, number: Raw, key: Key) -> (Option<Arc<Source>>, bool) {
        let owns = self.numbers.get(&number) == Some(&key);
        if owns {
            self.numbers.remove(&number);
        }
        let place = &mut self.places[key.index()];
        place.key = key.next();
        self.free.push(key.index());
        (mem::take(&mut place.source), owns)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Arc<Source>> {
        self.places.iter().filter_map(|place| place.source.as_ref())
    }
}
