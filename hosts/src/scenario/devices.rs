//! Devices of the operating system: two ends of a socket.

use core::future::poll_fn;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use wakeful::future::{Race, yield_now};
use wakeful::reactor::{
    Device, Interest, IntoInnerError, Pass, Read as ReadBytes, ReadWith, ReadWithMut, Ready, With,
    Write as WriteBytes, WriteWith, WriteWithMut,
};
use wakeful::time::sleep;

use super::flavor::{Host, Owner};
use super::{Step, all, spawn_many};

pub(super) const STEPS: &[Step] = &[
    Step(&["Device", "With", "ReadWith", "WriteWith"], |host| Box::pin(echo(host))),
    Step(&["ReadWithMut", "WriteWithMut"], |host| Box::pin(much(host))),
    Step(&["Pass", "Read", "Write", "IntoInnerError"], |host| Box::pin(bytes(host))),
    Step(&["Ready", "Interest"], |host| Box::pin(readiness(host))),
];

const MESSAGES: u64 = 50;

fn pair() -> (Device<UnixStream>, Device<UnixStream>) {
    let (near, far) = UnixStream::pair().expect("there are descriptors left");
    let device = |end| Device::new(end).expect("a socket can be waited for");
    (device(near), device(far))
}

async fn write(device: &Device<UnixStream>, number: u64) {
    let write = device.write_with(|mut stream| stream.write(&number.to_ne_bytes()));
    assert_eq!(write.await.expect("the other end is there"), 8);
}

/// The next number; nothing at the end.
async fn read(device: &Device<UnixStream>) -> Option<u64> {
    let mut bytes = [0; 8];
    let read = device.read_with(|mut stream| stream.read(&mut bytes));
    let len = read.await.expect("the device works");
    (len == 8).then(|| u64::from_ne_bytes(bytes))
}

/// Numbers go to another task and come back, on several sockets at once.
async fn echo(host: Host) {
    let clients = spawn_many(&host, 4, |host, task| {
        let (near, far) = pair();
        let server = host.spawn(async move {
            let mut served = 0;
            while let Some(number) = read(&far).await {
                write(&far, number + 1).await;
                served += 1;
            }
            served
        });
        host.spawn(async move {
            for number in 0..MESSAGES {
                write(&near, number).await;
                if number % 16 == u64::from(task) {
                    sleep(Duration::from_micros(200)).await;
                }
                assert_eq!(read(&near).await, Some(number + 1));
            }
            drop(near.into_inner().expect("its mode can be put back"));
            server.await
        })
    });
    let served = all(clients).await;
    assert!(served.into_iter().all(|served| served == Ok(MESSAGES)), "a message was lost");
}

/// More than fits: the writer waits for the reader.
async fn much(host: Host) {
    const MUCH: usize = 1 << 20;
    let (mut near, mut far) = pair();
    let writer = host.spawn(async move {
        let (chunk, mut left) = ([7; 1 << 14], MUCH);
        while left > 0 {
            let part = &chunk[..left.min(chunk.len())];
            let write: WriteWithMut<'_, _, _> = near.write_with_mut(|stream| stream.write(part));
            left -= write.await.expect("the other end is there");
        }
    });
    let (mut chunk, mut came) = ([0; 1 << 12], 0);
    loop {
        let read: ReadWithMut<'_, _, _> = far.read_with_mut(|stream| stream.read(&mut chunk));
        match read.await.expect("the device works") {
            0 => break,
            len => came += len,
        }
    }
    assert_eq!(came, MUCH);
    writer.await.expect("the writer ends");
}

/// Bytes through a connection, each way.
async fn bytes(host: Host) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("there are ports left");
    let near = TcpStream::connect(listener.local_addr().expect("it is bound"));
    let near = Device::new(near.expect("it listens")).expect("a socket can be waited for");
    let far = listener.accept().expect("somebody connects").0;
    let far = Device::new(far).expect("a socket can be waited for");
    let server = host.spawn(async move {
        let mut bytes = [0; 64];
        loop {
            let read: ReadBytes<'_, _> = far.read(&mut bytes);
            match read.await.expect("the device works") {
                0 => break far.into_inner().map_err(IntoInnerError::into_inner).is_ok(),
                len => assert_eq!(far.write(&bytes[..len]).await.expect("there is room"), len),
            }
        }
    });
    for number in 0..MESSAGES {
        let mut bytes = number.to_ne_bytes();
        let write: WriteBytes<'_, _> = near.write(&bytes);
        let write: Pass<'_, TcpStream, &[u8]> = write;
        assert_eq!(write.await.expect("there is room"), bytes.len());
        bytes.fill(0);
        let mut filled = 0;
        while filled < bytes.len() {
            filled += near.read(&mut bytes[filled..]).await.expect("the device works");
        }
        assert_eq!(u64::from_ne_bytes(bytes), number);
    }
    drop(near);
    assert_eq!(server.await, Ok(true));
}

/// Several wait for one device, in both directions, and are told when it is so.
async fn readiness(host: Host) {
    let (near, far) = pair();
    let near = Owner::new(near);
    let waiting = spawn_many(&host, 4, |host, number| {
        let near = near.clone();
        host.spawn(async move {
            match number {
                0 => near.readable().await,
                1 => poll_fn(|context| near.poll_readable(context)).await,
                2 => near.ready(Interest::READABLE | Interest::PRIORITY).await,
                _ => near.writable().await,
            }
        })
    });
    // One more, who gives up.
    let told = async { near.readable().await.is_ok() };
    let impatient = async {
        yield_now().await;
        false
    };
    assert!(!(told, impatient).race().await, "nothing was written");
    write(&far, 1).await;
    for ready in all(waiting).await {
        ready.expect("the device works");
    }
    let readable: Ready<'_, _> = near.readable();
    readable.await.expect("there is something to read");
    let once: ReadWith<'_, _, _> = near.read_with(|mut stream| stream.read(&mut [0; 8]));
    assert_eq!(once.await.expect("the device works"), 8);
    let full: WriteWith<'_, _, _> = near.write_with(|_| Err::<(), _>(io::ErrorKind::Other.into()));
    let with: With<'_, &UnixStream, _> = full;
    assert_eq!(with.await.expect_err("so it says").kind(), io::ErrorKind::Other);
}
