//! A binary heap of deadlines that knows where each of them lies.

use super::Queue;

/// The earliest deadline lies first, and none after one of its children: those of place `p` are at
/// `2p + 1` and `2p + 2`.
pub(in crate::floors) struct IndexedHeap {
    entries: Vec<Entry>,
    /// By number: where the entry is.
    places: Box<[u32]>,
}

#[derive(Clone, Copy)]
struct Entry {
    deadline: u64,
    number: u32,
}

impl Queue for IndexedHeap {
    fn new(len: usize) -> Self {
        Self { entries: Vec::with_capacity(len), places: vec![0; len].into() }
    }

    #[inline(always)]
    fn insert(&mut self, number: usize, deadline: u64) {
        let entry = Entry { deadline, number: number as u32 };
        self.entries.push(entry);
        self.rise(self.entries.len() - 1, entry);
    }

    #[inline(always)]
    fn remove(&mut self, number: usize) {
        let place = self.places[number] as usize;
        let last = self.entries.pop().expect("something was inserted");
        if place == self.entries.len() {
            return;
        }
        if place > 0 && last.deadline < self.entries[(place - 1) / 2].deadline {
            self.rise(place, last);
        } else {
            self.sink(place, last);
        }
    }
}

impl IndexedHeap {
    #[inline(always)]
    fn put(&mut self, place: usize, entry: Entry) {
        self.entries[place] = entry;
        self.places[entry.number as usize] = place as u32;
    }

    /// Puts `entry` at `place` or, before those that are later, further up.
    #[inline(always)]
    fn rise(&mut self, mut place: usize, entry: Entry) {
        while place > 0 {
            let parent = (place - 1) / 2;
            let above = self.entries[parent];
            if above.deadline <= entry.deadline {
                break;
            }
            self.put(place, above);
            place = parent;
        }
        self.put(place, entry);
    }

    /// Puts `entry` at `place` or, after those that are earlier, further down.
    #[inline(always)]
    fn sink(&mut self, mut place: usize, entry: Entry) {
        let deadline = |heap: &Self, place: usize| heap.entries.get(place).map(|e| e.deadline);
        while let Some(left) = deadline(self, place * 2 + 1) {
            let right = deadline(self, place * 2 + 2).unwrap_or(u64::MAX);
            let child = place * 2 + 1 + usize::from(right < left);
            let below = self.entries[child];
            if entry.deadline <= below.deadline {
                break;
            }
            self.put(place, below);
            place = child;
        }
        self.put(place, entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::Deadlines;

    #[test]
    fn the_earliest_of_those_that_are_left_lies_first() {
        let deadlines: Vec<_> = Deadlines::random().take(200).collect();
        let mut heap = IndexedHeap::new(deadlines.len());
        for (number, &deadline) in deadlines.iter().enumerate() {
            heap.insert(number, deadline);
        }
        for number in (0..200).map(|step| step * 77 % 200) {
            let earliest = heap.entries.iter().map(|entry| entry.deadline).min();
            assert_eq!(heap.entries.first().map(|entry| entry.deadline), earliest);
            heap.remove(number);
            assert!(heap.entries.iter().all(|entry| entry.number != number as u32));
        }
        assert!(heap.entries.is_empty());
    }
}
