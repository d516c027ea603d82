//! The reactors of others, each with the executor that it comes with.

use std::fs::File;
use std::future::pending;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::os::fd::OwnedFd;
use std::thread;

use async_io::Async;
use futures_lite::future::{block_on, race};
use futures_lite::{AsyncReadExt, AsyncWriteExt};
use pasts::notify::NotifyExt;
use smelling_salts::Watch;
use tokio::io::unix::AsyncFd;
use tokio::runtime::{Builder, Runtime};

use super::WORKERS;
use super::wake::{Listener, Watcher};
use crate::os::poller::heard;
use crate::workload::reactor::{Protocol, Server, Stream, attend};

/// tokio's runtime of one thread.
pub(super) struct Tokio(Runtime, AsyncFd<File>);
/// tokio's runtime of several threads.
pub(super) struct TokioPool;
/// smol: async-io, async-executor.
pub(super) struct AsyncIo(Async<File>);
/// The same with several threads.
pub(super) struct AsyncIoPool;
/// Its only thread is a driver; the tasks run on async-executor.
pub(super) struct SmellingSalts(smelling_salts::Device);

fn tokio_of_one_thread() -> Runtime {
    Builder::new_current_thread().enable_io().build().expect("there are files left")
}

async fn serve_on_tokio(connections: Vec<TcpStream>, protocol: Protocol) {
    let tasks: Vec<_> = connections
        .into_iter()
        .map(|stream| {
            let stream = tokio::net::TcpStream::from_std(stream);
            tokio::spawn(attend(stream.expect("a socket can be waited for"), protocol))
        })
        .collect();
    for task in tasks {
        task.await.expect("no task panics");
    }
}

impl Stream for tokio::net::TcpStream {
    async fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        tokio::io::AsyncReadExt::read(self, into).await
    }

    async fn write_all(&mut self, from: &[u8]) -> io::Result<()> {
        tokio::io::AsyncWriteExt::write_all(self, from).await
    }
}

impl Server for Tokio {
    fn serve(connections: Vec<TcpStream>, protocol: Protocol) {
        tokio_of_one_thread().block_on(serve_on_tokio(connections, protocol));
    }
}

impl Server for TokioPool {
    fn serve(connections: Vec<TcpStream>, protocol: Protocol) {
        let runtime = Builder::new_multi_thread().worker_threads(WORKERS).enable_io().build();
        runtime.expect("threads can be started").block_on(serve_on_tokio(connections, protocol));
    }
}

impl Listener for Tokio {
    fn new(file: File) -> Self {
        let runtime = tokio_of_one_thread();
        let file = {
            let _inside = runtime.enter();
            // SAFETY: the file keeps its descriptor until it is dropped.
            let file = unsafe { AsyncFd::register(file) };
            file.expect("an eventfd can be waited for")
        };
        Self(runtime, file)
    }

    fn hear(&mut self) {
        self.0.block_on(read_by_tokio(&self.1));
    }
}

impl Watcher for Tokio {
    fn watch(&mut self, task: impl Future<Output = ()>) {
        self.0.block_on(race(read_by_tokio(&self.1), task));
    }
}

async fn read_by_tokio(file: &AsyncFd<File>) {
    file.async_io(tokio::io::Interest::READABLE, heard).await.expect("it was rung");
}

impl Stream for Async<TcpStream> {
    async fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        AsyncReadExt::read(self, into).await
    }

    async fn write_all(&mut self, from: &[u8]) -> io::Result<()> {
        AsyncWriteExt::write_all(self, from).await
    }
}

fn by_async_io(stream: TcpStream) -> Async<TcpStream> {
    Async::new_nonblocking(stream).expect("a socket can be waited for")
}

impl Server for AsyncIo {
    fn serve(connections: Vec<TcpStream>, protocol: Protocol) {
        let executor = async_executor::LocalExecutor::new();
        let spawn = |stream| executor.spawn(attend(by_async_io(stream), protocol));
        let tasks: Vec<_> = connections.into_iter().map(spawn).collect();
        async_io::block_on(executor.run(async {
            for task in tasks {
                task.await;
            }
        }));
    }
}

impl Server for AsyncIoPool {
    fn serve(connections: Vec<TcpStream>, protocol: Protocol) {
        let executor = async_executor::Executor::new();
        let spawn = |stream| executor.spawn(attend(by_async_io(stream), protocol));
        let tasks: Vec<_> = connections.into_iter().map(spawn).collect();
        let (end, ended) = async_channel::bounded::<()>(1);
        thread::scope(|scope| {
            for _ in 0..WORKERS {
                // As smol does it.
                scope.spawn(|| async_io::block_on(executor.run(race(pending(), over(&ended)))));
            }
            block_on(async {
                for task in tasks {
                    task.await;
                }
            });
            drop(end);
        });
    }
}

/// Waits until the other side of `ended` is gone.
async fn over(ended: &async_channel::Receiver<()>) {
    ended.recv().await.expect_err("nothing is sent");
}

impl Listener for AsyncIo {
    fn new(file: File) -> Self {
        Self(Async::new_nonblocking(file).expect("an eventfd can be waited for"))
    }

    fn hear(&mut self) {
        async_io::block_on(self.0.read_with(heard)).expect("it was rung");
    }
}

impl Watcher for AsyncIo {
    fn watch(&mut self, task: impl Future<Output = ()>) {
        let silence = async {
            self.0.read_with(heard).await.expect("it is not rung");
        };
        async_io::block_on(race(silence, task));
    }
}

/// Reads as long as there is something, and then waits: it tells of edges.
async fn read_by_smelling_salts(
    device: &mut smelling_salts::Device,
    into: &mut [u8],
) -> io::Result<usize> {
    loop {
        match Read::read(device, into) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => device.next().await,
            result => return result,
        }
    }
}

impl Stream for smelling_salts::Device {
    async fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        read_by_smelling_salts(self, into).await
    }

    async fn write_all(&mut self, from: &[u8]) -> io::Result<()> {
        // An answer is short, and nothing else is under way: it fits.
        Write::write_all(self, from)
    }
}

impl Server for SmellingSalts {
    fn serve(connections: Vec<TcpStream>, protocol: Protocol) {
        let executor = async_executor::LocalExecutor::new();
        let spawn = |stream| {
            let device = smelling_salts::Device::new(OwnedFd::from(stream), Watch::INPUT);
            executor.spawn(attend(device, protocol))
        };
        let tasks: Vec<_> = connections.into_iter().map(spawn).collect();
        block_on(executor.run(async {
            for task in tasks {
                task.await;
            }
        }));
    }
}

impl Listener for SmellingSalts {
    fn new(file: File) -> Self {
        Self(smelling_salts::Device::new(OwnedFd::from(file), Watch::INPUT))
    }

    fn hear(&mut self) {
        let mut rings = [0; 8];
        let read = read_by_smelling_salts(&mut self.0, &mut rings);
        assert_eq!(block_on(read).expect("it was rung"), 8);
    }
}
