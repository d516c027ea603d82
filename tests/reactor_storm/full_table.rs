//! There is no descriptor left.

use std::fs::File;
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use wakeful::executor::block_on;
use wakeful::reactor::Device;
use wakeful::time::{sleep, timeout};

use crate::alone::alone;
use crate::files::{is_nonblocking, open, pair};
use crate::messages::{poll_once, receive, send};

const LONG: Duration = Duration::from_secs(30);

/// Takes all descriptors but so many.
fn take_all_but(spare: usize) -> Vec<File> {
    let limit = libc::rlimit { rlim_cur: 64, rlim_max: 64 };
    // SAFETY: the pointer leads to a limit.
    assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &limit) }, 0);
    let mut taken = Vec::new();
    while let Ok(file) = File::open("/dev/null") {
        taken.push(file);
    }
    taken.truncate(taken.len() - spare);
    taken
}

#[test]
fn a_full_table_is_an_error_of_new_and_is_tried_again() {
    alone("full_table::a_full_table_is_an_error_of_new_and_is_tried_again", || {
        let (near, far) = pair();
        let before = open();
        for spare in [0, 1] {
            // None, or too few for what the reactor needs.
            let taken = take_all_but(spare);
            for _ in 0..3 {
                let error = Device::new(near.as_fd()).map(drop).unwrap_err();
                assert_eq!(error.raw_os_error(), Some(libc::EMFILE), "{error}");
                assert!(!is_nonblocking(&near), "a failure has changed the mode");
            }
            drop(taken);
            assert_eq!(open(), before, "a failure has left descriptors open");
        }
        let device = Device::new(near).unwrap();
        send(&far, 5);
        assert_eq!(block_on(receive(&device)).unwrap(), Some(5));
        // From now on a device needs no descriptor but its own.
        let (near, far) = pair();
        let _taken = take_all_but(0);
        let device = Device::new(near).unwrap();
        block_on(async {
            let mut read = Box::pin(receive(&device));
            assert!(poll_once(read.as_mut()).await.is_pending());
            send(&far, 6);
            assert_eq!(read.await.unwrap(), Some(6));
            // Neither does a time.
            let short = Duration::from_millis(20);
            let start = Instant::now();
            assert!(timeout(short, receive(&device)).await.is_err(), "nothing was sent");
            assert!(start.elapsed() >= short);
            sleep(short).await;
            send(&far, 7);
            assert_eq!(timeout(LONG, receive(&device)).await.unwrap().unwrap(), Some(7));
        });
    });
}
