//! Out-of-band data shares a device with the rest, and takes nobody's turn.

use std::io::Read;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::fd::AsRawFd;
use std::pin::pin;
use std::time::Duration;

use wakeful::executor::block_on;
use wakeful::reactor::{Device, Interest};
use wakeful::time::timeout;

use crate::files::pair;
use crate::messages::{poll_once, receive, send};
use crate::watch::watched;

const LONG: Duration = Duration::from_secs(10);

#[test]
fn one_who_waits_for_either_is_told_of_data() {
    watched(|_| {
        let (near, far) = pair();
        let device = Device::new(near).unwrap();
        block_on(async {
            let mut ready = pin!(device.ready(Interest::READABLE | Interest::PRIORITY));
            assert!(poll_once(ready.as_mut()).await.is_pending());
            send(&far, 1);
            timeout(LONG, ready).await.expect("nobody told of the data").unwrap();
        });
    });
}

#[test]
fn one_who_waits_for_priority_hides_no_data_from_others() {
    watched(|_| {
        let (near, far) = pair();
        let device = Device::new(near).unwrap();
        block_on(async {
            let mut priority = pin!(device.ready(Interest::PRIORITY));
            let mut readable = pin!(device.readable());
            assert!(poll_once(readable.as_mut()).await.is_pending());
            assert!(poll_once(priority.as_mut()).await.is_pending());
            send(&far, 1);
            // It looks first, and finds nothing for itself.
            for _ in 0..100 {
                assert!(poll_once(priority.as_mut()).await.is_pending());
                wakeful::time::sleep(Duration::from_micros(100)).await;
            }
            timeout(LONG, readable).await.expect("nobody told of the data").unwrap();
            let again = timeout(LONG, device.readable()).await;
            again.expect("the data is still there").unwrap();
            assert_eq!(receive(&device).await.unwrap(), Some(1));
        });
    });
}

#[test]
fn out_of_band_data_is_told_to_who_waits_for_it() {
    watched(|_| {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let far = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let device = Device::new(listener.accept().unwrap().0).unwrap();
        block_on(async {
            let mut priority = pin!(device.ready(Interest::PRIORITY));
            assert!(poll_once(priority.as_mut()).await.is_pending());
            let byte = [b'!'];
            // SAFETY: the pointer leads to so many bytes.
            let sent =
                unsafe { libc::send(far.as_raw_fd(), byte.as_ptr().cast(), 1, libc::MSG_OOB) };
            assert_eq!(sent, 1);
            timeout(LONG, priority).await.expect("nobody told of it").unwrap();
            let mut ordinary = pin!(device.read_with(|mut stream| stream.read(&mut [0; 8])));
            assert!(poll_once(ordinary.as_mut()).await.is_pending(), "it is not ordinary data");
        });
    });
}
