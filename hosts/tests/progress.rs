//! Whoever watches a scenario sees how it ends.

use std::panic::catch_unwind;
use std::thread;
use std::time::Duration;

use hosts::{Progress, watched_for};

fn message(patience: u64, scenario: fn(Progress)) -> String {
    let run = move || watched_for(Duration::from_millis(patience), 2, scenario);
    *catch_unwind(run).unwrap_err().downcast().unwrap()
}

#[test]
fn a_hang_names_its_step() {
    let message = message(20, |progress| {
        progress.begin("Mutex");
        thread::sleep(Duration::from_secs(3600));
    });
    assert_eq!(message, "hangs in step 1 of 2: Mutex");
}

#[test]
fn an_early_end_names_its_step() {
    let message = message(60_000, |progress| progress.begin("Mutex"));
    assert!(message.contains("ends with Mutex"), "{message}");
}

#[test]
fn a_panic_goes_on() {
    let scenario = |_: Progress| panic!("{}", "as it was");
    assert_eq!(message(60_000, scenario), "as it was");
}
