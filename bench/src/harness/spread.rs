//! Tasks that are run to their end, on one core or on two.

use std::time::{Duration, Instant};

use super::{Tasks, together};

/// Who runs on the first core and who on the second. Where the second has nobody, nothing else runs
/// beside the first.
pub(crate) struct Sides<P>(pub(crate) [Vec<P>; 2]);

impl<P> Sides<P> {
    /// Nobody yet.
    pub(crate) fn new() -> Self {
        Self([Vec::new(), Vec::new()])
    }

    /// Puts `part` on the side that has this number; with one thread there is only one.
    pub(crate) fn put(&mut self, side: usize, threads: usize, part: P) {
        self.0[side % threads].push(part);
    }
}

/// Makes a task of each part and runs all; says how long that took, without the making.
pub(crate) fn spread<P: Send, F: Future<Output = u64>>(
    Sides([here, there]): Sides<P>,
    play: impl Fn(P) -> F + Sync,
) -> Duration {
    let mut tasks = Tasks::of(here.into_iter().map(&play));
    if there.is_empty() {
        let start = Instant::now();
        tasks.run();
        return start.elapsed();
    }
    together(
        || {
            tasks.run();
        },
        || {
            let mut tasks = Tasks::of(there.into_iter().map(&play));
            move || {
                tasks.run();
            }
        },
    )
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn everybody_plays_on_one_core_and_on_two() {
        for threads in [1, 2] {
            let played = AtomicU64::new(0);
            let mut sides = Sides::new();
            (0..5).for_each(|part| sides.put(part, threads, part as u64));
            spread(sides, async |part| played.fetch_add(part, Ordering::Relaxed));
            assert_eq!(played.into_inner(), 10);
        }
    }
}
