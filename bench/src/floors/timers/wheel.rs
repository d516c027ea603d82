//! A hierarchical wheel of deadlines: what is far away lies in coarser slots.

use super::Queue;
use crate::floors::list::Link;

/// A slot for each of 64 values of six bits of a deadline, and a level for each six bits of 64.
const SLOTS: usize = 64;
const LEVELS: usize = 11;

/// Links, and for each slot of a level a bit that says whether somebody is in it. The links of the
/// slots and those of the numbers follow the Ring Rule.
pub(in crate::floors) struct LinkedWheel {
    occupied: [u64; LEVELS],
    slots: Box<[Link]>,
    nodes: Box<[Node]>,
}

struct Node {
    link: Link,
    slot: usize,
}

impl Queue for LinkedWheel {
    fn new(len: usize) -> Self {
        let slots: Box<[Link]> = (0..LEVELS * SLOTS).map(|_| Link::new()).collect();
        slots.iter().for_each(Link::make_empty);
        let nodes = (0..len).map(|_| Node { link: Link::new(), slot: 0 }).collect();
        Self { occupied: [0; LEVELS], slots, nodes }
    }

    #[inline(always)]
    fn insert(&mut self, number: usize, deadline: u64) {
        let slot = slot_of(deadline);
        let node = &mut self.nodes[number];
        node.slot = slot;
        self.slots[slot].push(&node.link);
        self.occupied[slot / SLOTS] |= 1 << (slot % SLOTS);
    }

    #[inline(always)]
    fn remove(&mut self, number: usize) {
        let Node { link, slot } = &self.nodes[number];
        link.unlink();
        if self.slots[*slot].is_empty() {
            self.occupied[slot / SLOTS] &= !(1 << (slot % SLOTS));
        }
    }
}

/// Where a deadline belongs as long as the wheel stands at 0: on the level of its highest bit.
#[inline(always)]
fn slot_of(deadline: u64) -> usize {
    let level = (deadline | 1).ilog2() as usize / 6;
    level * SLOTS + (deadline >> (level * 6)) as usize % SLOTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bit_is_set_as_long_as_somebody_is_in_the_slot() {
        let mut wheel = LinkedWheel::new(3);
        for (number, deadline) in [(0, 5), (1, 64 * 7), (2, 64 * 7 + 1)] {
            wheel.insert(number, deadline);
        }
        assert_eq!(wheel.occupied[..2], [1 << 5, 1 << 7]);
        wheel.remove(1);
        assert_eq!(wheel.occupied[..2], [1 << 5, 1 << 7]);
        wheel.remove(0);
        wheel.remove(2);
        assert_eq!(wheel.occupied, [0; LEVELS]);
    }
}
