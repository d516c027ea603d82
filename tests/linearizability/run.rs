//! Many rounds.

use crate::ends::Subject;
use crate::round;
use crate::script::Plan;

const HISTORIES: usize = if cfg!(miri) { 6 } else { 2000 };

/// Records and checks so many histories; tells in how many of them operations overlapped.
pub(crate) fn check<S: Subject>(histories: usize) -> Result<usize, String>
where
    S::Sender: Send,
    S::Receiver: Send,
{
    let mut overlapping = 0;
    for seed in 0..histories as u64 {
        let plan = Plan::new::<S>(seed);
        let overlaps = round::run::<S>(&plan).map_err(|fault| {
            format!("{}, seed {seed}, capacity {}: {fault}", S::name(), plan.capacity)
        })?;
        overlapping += usize::from(overlaps);
    }
    Ok(overlapping)
}

/// As many histories as `WAKEFUL_HISTORIES` says, or a few thousand.
pub(crate) fn expect_linearizable<S: Subject>()
where
    S::Sender: Send,
    S::Receiver: Send,
{
    let asked = std::env::var("WAKEFUL_HISTORIES").ok();
    let histories = asked.map_or(HISTORIES, |n| n.parse().expect("a number of histories"));
    match check::<S>(histories) {
        Ok(overlapping) => {
            println!(
                "{}: {histories} histories, {overlapping} with overlap, no violation",
                S::name()
            );
            assert!(cfg!(miri) || overlapping * 10 > histories, "hardly any overlap");
        }
        Err(fault) => panic!("{fault}"),
    }
}
