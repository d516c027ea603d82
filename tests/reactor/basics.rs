//! What a device does at all.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::thread;
use std::time::Duration;

use wakeful::executor::block_on;
use wakeful::reactor::Device;

#[test]
fn a_read_waits_for_a_write() {
    let (near, mut far) = UnixStream::pair().unwrap();
    let near = Device::new(near).unwrap();
    let other = thread::spawn(move || {
        thread::sleep(Duration::from_millis(20));
        far.write_all(b"x").unwrap();
        far
    });
    let mut byte = [0];
    let n = block_on(near.read_with(|mut io| io.read(&mut byte))).unwrap();
    assert_eq!((n, byte), (1, *b"x"));
    drop(other.join().unwrap());
    assert_eq!(block_on(near.read_with(|mut io| io.read(&mut byte))).unwrap(), 0);
}
