//! Whose turn it is to be polled first.

#[cfg_attr(feature = "std", path = "std.rs")]
#[cfg_attr(not(feature = "std"), path = "core.rs")]
mod count;

/// The golden ratio, as a part of 2³².
const STEP: u32 = 0x9E37_79B9;

/// A number below `count`; each is as frequent as the others.
///
/// Why not the next number each time? Two races by turns, in one loop, would each get every other number:
/// with two children always the same one. Steps of the golden ratio fall evenly into all parts of a whole,
/// and so does every second, or every third of them.
#[inline]
pub(super) fn turn(count: usize) -> usize {
    let turn = count::replace(|turn| turn.wrapping_add(STEP));
    ((u64::from(turn) * count as u64) >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::turn;

    #[test]
    fn each_number_is_as_frequent_as_the_others_also_to_one_who_asks_every_other_time() {
        for of in 1..4 {
            for count in 1..13 {
                let mut seen = [0; 13];
                for _ in 0..count * 100 {
                    seen[turn(count)] += 1;
                    for _ in 1..of {
                        turn(2);
                    }
                }
                let seen = &seen[..count];
                assert!(seen.iter().all(|n| (90..=110).contains(n)), "1 of {of}: {seen:?}");
            }
        }
    }
}
