//! A test in a process of its own, since what it does would harm others.

use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use std::{env, thread};

/// Set in the child, to the name of the test.
const CHILD: &str = "WAKEFUL_ALONE";

/// Longer than this is a hang.
fn patience() -> Duration {
    Duration::from_secs(if env::var_os("WAKEFUL_SOAK").is_some() { 12 * 3600 } else { 60 })
}

/// Runs `body` in a process that does nothing else. `test` is the path of the calling test.
pub(crate) fn alone(test: &str, body: impl FnOnce()) {
    if env::var_os(CHILD).is_some_and(|name| name == *test) {
        body();
        return;
    }
    let mut child = Command::new(env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture", "--test-threads=1"])
        .env(CHILD, test)
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let start = Instant::now();
    let status: ExitStatus = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > patience() {
            // It may have ended just now.
            let _ = child.kill();
            panic!("{test} hangs");
        }
        thread::sleep(Duration::from_millis(5));
    };
    assert!(status.success(), "{test} failed in its process: {status}");
}
