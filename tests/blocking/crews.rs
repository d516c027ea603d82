//! The Crew Rule, by random play: threads that start or cannot, sleep, are late, and end.

use proptest::prelude::*;

use crate::crew::{Call, Crew, Next};

/// What the threads of a play do.
#[derive(Default)]
struct Play {
    /// Whether they come, each with its number.
    coming: Vec<(usize, bool)>,
    asleep: Vec<usize>,
    numbers: usize,
    done: usize,
    refused: usize,
}

impl Play {
    fn call(&mut self, crew: &mut Crew<u32, usize>, call: Call<usize>, can_start: bool) {
        match call {
            Call::Nobody => {}
            Call::Wake(thread) => {
                self.asleep.retain(|other| *other != thread);
                self.coming.push((thread, true));
            }
            Call::Start if can_start => {
                self.coming.push((self.numbers, true));
                self.numbers += 1;
            }
            Call::Start => {
                let (call, refused) = crew.cannot_start();
                self.refused += refused.len();
                assert!(!matches!(call, Call::Start));
                self.call(crew, call, can_start);
            }
        }
    }

    /// One of those that are awake goes on.
    fn step(&mut self, crew: &mut Crew<u32, usize>, which: usize, can_start: bool) {
        if self.coming.is_empty() {
            return;
        }
        let (thread, comes) = self.coming.remove(which % self.coming.len());
        match crew.next(comes, thread) {
            Next::Work(_, call) => {
                self.done += 1;
                self.coming.push((thread, false));
                self.call(crew, call, can_start);
            }
            Next::Sleep => self.asleep.push(thread),
            Next::End => {}
        }
    }
}

proptest! {
    #[test]
    #[cfg_attr(miri, ignore = "nothing in it is unsafe")]
    fn no_job_is_lost_whatever_the_threads_do(
        limit in 1_usize..8,
        steps in prop::collection::vec((0_u8..8, 0_usize..8), 1..60),
    ) {
        let mut crew = Crew::new(limit);
        let (mut play, mut added) = (Play::default(), 0);
        for (step, which) in steps {
            let can_start = which != 0;
            match step {
                0..3 => {
                    added += 1;
                    let call = crew.add(1);
                    play.call(&mut crew, call, can_start);
                }
                7 if !play.asleep.is_empty() => {
                    let thread = play.asleep[which % play.asleep.len()];
                    prop_assert!(crew.is_late(|other| *other == thread));
                    play.asleep.retain(|other| *other != thread);
                }
                _ => play.step(&mut crew, which, can_start),
            }
            prop_assert_eq!(crew.threads(), play.coming.len() + play.asleep.len());
            prop_assert!(crew.threads() <= limit);
            // Whatever waits has somebody who is awake.
            if added > play.done + play.refused {
                prop_assert!(!play.coming.is_empty());
            }
        }
        for thread in crew.close() {
            play.asleep.retain(|other| *other != thread);
            play.coming.push((thread, true));
        }
        while !play.coming.is_empty() {
            play.step(&mut crew, 0, true);
        }
        prop_assert_eq!(added, play.done + play.refused);
        prop_assert_eq!(crew.threads(), 0);
    }
}

#[test]
fn while_one_thread_is_slow_to_come_others_are_called_for_the_jobs_that_wait() {
    let mut crew = Crew::<_, usize>::new(100);
    let mut calls = |jobs| (0..jobs).filter(|_| matches!(crew.add(0), Call::Start)).count();
    assert_eq!(calls(3), 1, "few jobs that are short wake nobody else");
    assert_eq!(calls(5), 2);
    assert_eq!(calls(100), 1, "not all at once");
    assert_eq!(crew.threads(), 4);
}
