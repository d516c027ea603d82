//! The subject.

use std::fs::File;
use std::io;
use std::net::TcpStream;

use wakeful::executor::{LocalExecutor, ThreadPool, block_on};
use wakeful::future::Race;
use wakeful::reactor::Device;

use super::WORKERS;
use super::wake::{Listener, Watcher};
use crate::os::poller::heard;
use crate::workload::reactor::{Protocol, Server, Stream, attend};

/// On the thread that waits.
pub(super) struct Here(Device<File>);
/// Tasks on several threads.
pub(super) struct Pool;

impl Stream for Device<TcpStream> {
    async fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        Device::read(self, into).await
    }

    async fn write_all(&mut self, mut from: &[u8]) -> io::Result<()> {
        while !from.is_empty() {
            let len = Device::write(self, from).await?;
            from = &from[len..];
        }
        Ok(())
    }
}

fn device(stream: TcpStream) -> Device<TcpStream> {
    Device::new(stream).expect("a socket can be waited for")
}

impl Server for Here {
    fn serve(connections: Vec<TcpStream>, protocol: Protocol) {
        let executor = LocalExecutor::new();
        let spawn = |stream| executor.spawn(attend(device(stream), protocol));
        let tasks: Vec<_> = connections.into_iter().map(spawn).collect();
        executor.run(async {
            for task in tasks {
                task.await.expect("no task panics");
            }
        });
    }
}

impl Server for Pool {
    fn serve(connections: Vec<TcpStream>, protocol: Protocol) {
        let pool = ThreadPool::builder().threads(WORKERS).build().expect("threads can be started");
        let spawn = |stream| pool.spawn(attend(device(stream), protocol));
        let tasks: Vec<_> = connections.into_iter().map(spawn).collect();
        pool.block_on(async {
            for task in tasks {
                task.await.expect("no task panics");
            }
        });
    }
}

impl Listener for Here {
    fn new(file: File) -> Self {
        Self(Device::new(file).expect("an eventfd can be waited for"))
    }

    fn hear(&mut self) {
        block_on(self.0.read_with(heard)).expect("it was rung");
    }
}

impl Watcher for Here {
    fn watch(&mut self, task: impl Future<Output = ()>) {
        let silence = async {
            self.0.read_with(heard).await.expect("it is not rung");
        };
        block_on((silence, task).race());
    }
}
