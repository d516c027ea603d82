//! What each thread of a round does.

use crate::ends::Subject;

/// A small generator: the same seed, the same scripts.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    /// A number less than `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() >> 33) as usize % n
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    TrySend,
    TryRecv,
    /// Polls and sleeps at most so often, and then drops the future.
    Send {
        patience: usize,
    },
    Recv {
        patience: usize,
    },
    Close,
}

/// Which ends a thread has, and what it does with them before it drops them.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    pub(crate) sends: bool,
    pub(crate) receives: bool,
    pub(crate) tasks: Vec<Task>,
}

#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) capacity: usize,
    pub(crate) scripts: Vec<Script>,
}

const FOREVER: usize = usize::MAX;

impl Plan {
    /// Two to four threads, with as many ends as there may be.
    pub(crate) fn new<S: Subject>(seed: u64) -> Self {
        let (many_senders, many_receivers) = (S::MANY_SENDERS, S::MANY_RECEIVERS);
        let mut dice = Dice::new(seed);
        let capacity = S::CAPACITIES[dice.below(S::CAPACITIES.len())];
        let mut roles = vec![(true, false), (false, true)];
        let more = if many_senders || many_receivers { dice.below(3) } else { 0 };
        for _ in 0..more {
            roles.push(match dice.below(3) {
                0 if many_senders && many_receivers => (true, true),
                1 if many_receivers => (false, true),
                _ => (many_senders, !many_senders),
            });
        }
        let waiting = dice.below(4);
        let length = if roles.len() > 3 { 3..6 } else { 4..8 };
        let mut scripts: Vec<Script> = roles
            .into_iter()
            .map(|(sends, receives)| {
                let tasks = length.start + dice.below(length.len());
                let tasks = (0..tasks).map(|_| task(&mut dice, sends, receives, waiting)).collect();
                Script { sends, receives, tasks }
            })
            .collect();
        if dice.below(2) == 0 {
            let who = dice.below(scripts.len());
            let tasks = &mut scripts[who].tasks;
            let when = dice.below(tasks.len());
            tasks[when] = Task::Close;
            if dice.below(2) == 0 {
                // Nothing that comes after makes up for what the close forgot.
                tasks.truncate(when + 1);
            }
        }
        Self { seed, capacity, scripts }
    }
}

/// With `waiting` 0 nothing waits, with 3 everything does.
fn task(dice: &mut Dice, sends: bool, receives: bool, waiting: usize) -> Task {
    let sends = sends && (!receives || dice.below(2) == 0);
    let patience = match dice.below(4) {
        0 => dice.below(3),
        _ => FOREVER,
    };
    match (sends, dice.below(3) < waiting) {
        (true, true) => Task::Send { patience },
        (false, true) => Task::Recv { patience },
        (true, false) => Task::TrySend,
        (false, false) => Task::TryRecv,
    }
}
