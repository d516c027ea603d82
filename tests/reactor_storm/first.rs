//! The first devices of a process.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::Barrier;
use std::thread;

use wakeful::executor::block_on;
use wakeful::reactor::Device;

use crate::alone::alone;

/// Who waits is served, although another one of these makes what serves, and waits for nothing.
const OTHERS: usize = 3;

#[test]
fn who_waits_while_another_one_makes_the_first_device_is_told() {
    for _ in 0..10 {
        alone("first::who_waits_while_another_one_makes_the_first_device_is_told", || {
            let (near, mut far) = UnixStream::pair().unwrap();
            let start = Barrier::new(OTHERS + 1);
            thread::scope(|scope| {
                for _ in 0..OTHERS {
                    scope.spawn(|| {
                        let other = UnixStream::pair().unwrap().0;
                        start.wait();
                        drop(Device::new(other).unwrap());
                    });
                }
                start.wait();
                let near = Device::new(near).unwrap();
                let (mut byte, mut is_first) = ([0], true);
                let read = block_on(near.read_with(|mut io| {
                    let read = io.read(&mut byte);
                    // It is about to wait.
                    if is_first {
                        is_first = false;
                        far.write_all(&[1]).unwrap();
                    }
                    read
                }));
                assert_eq!(read.unwrap(), 1);
            });
        });
    }
}
