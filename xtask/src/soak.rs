//! The legs of `cargo xtask soak`: the long forms, for a night.

use std::time::Duration;

use crate::boundary;
use crate::firmware;
use crate::legs::{Leg, STACKED, TREE, Work, miri_step, models};
use crate::mutants::Scope;
use crate::need::Need;
use crate::step::{Step, cargo};

const NIGHT: Duration = Duration::from_secs(12 * 60 * 60);
const TSAN_HOST: &str = "x86_64-unknown-linux-gnu";

pub(crate) fn all() -> Vec<Leg> {
    vec![
        Leg::steps(
            "soak-models",
            "models with bound 3, then unbounded where they allow it",
            [
                models().env("LOOM_MAX_PREEMPTIONS", "3").limit(NIGHT),
                models().env("WAKEFUL_SOAK", "1").limit(NIGHT),
            ],
        ),
        Leg::steps("soak-stacked", "64 seeds of Miri (Stacked Borrows)", [seeds(STACKED)])
            .needs(Need::Miri),
        Leg::steps("soak-tree", "64 seeds of Miri (Tree Borrows)", [seeds(TREE)]).needs(Need::Miri),
        Leg::steps("soak-tsan", "no data race that ThreadSanitizer sees", tsan())
            .needs(Need::RustSrc)
            .needs(Need::Host(TSAN_HOST)),
        Leg::steps(
            "soak-proptest",
            "100 000 cases of each property",
            [cargo("test --release --all-features --lib --tests --no-fail-fast")
                .env("PROPTEST_CASES", "100000")
                .quick_release()
                .limit(NIGHT)],
        ),
        Leg::steps(
            "soak-pool",
            "a million tasks, a hundred million polls, a million blocking calls",
            ["--test pool -- soak starving", "--test blocking"].map(|tests| {
                cargo(&format!("test --release --all-features {tests}"))
                    .env("WAKEFUL_SOAK", "1")
                    .quick_release()
                    .limit(NIGHT)
            }),
        ),
        Leg::steps(
            "soak-reactor",
            "a million devices that come and go, by both backends",
            ["", "--cfg wakeful_polling"].map(|flags| {
                cargo("test --release --all-features --test reactor --test reactor_storm")
                    .env("RUSTFLAGS", flags)
                    .env("WAKEFUL_SOAK", "1")
                    .quick_release()
                    .limit(NIGHT)
            }),
        ),
        boundary::soak_leg(),
        firmware::soak(NIGHT),
        firmware::miri(NIGHT),
        Leg::new("soak-mutants", "all planted faults are caught", Work::Mutants(Scope::All)),
    ]
}

/// Every test with 64 schedules.
fn seeds(model: &str) -> Step {
    miri_step(&format!("{model} -Zmiri-many-seeds=0..64"), "--lib --tests").limit(NIGHT)
}

/// The tests with real threads, with a standard library built for the sanitizer:
/// without that, it reports the library's own channels.
fn tsan() -> [Step; 2] {
    let arguments = format!("-Zbuild-std --target {TSAN_HOST} --release --all-features");
    const THREADS: &str =
        "--test threads --test linearizability --test pool --test tasks --test blocking";
    [THREADS, "--test channels -- thread"].map(|tests| {
        cargo(&format!("+nightly test {arguments} --no-fail-fast {tests}"))
            .env("RUSTFLAGS", "-Zsanitizer=thread")
            .quick_release()
            .limit(NIGHT)
    })
}
