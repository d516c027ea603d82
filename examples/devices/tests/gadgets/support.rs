//! A place for pipes, and programs that run.

use std::fs::{self, File};
use std::future::Future;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{CWD, FileType, Mode, OFlags, fcntl_setfl, mknodat, open};
use rustix::io::Errno;
use rustix::pipe::PipeFlags;
use wakeful::executor::block_on;
use wakeful::time::timeout;

use crate::shared::LIMIT;

/// Runs a future that ends in time.
#[track_caller]
pub(crate) fn within<F: Future>(future: F) -> F::Output {
    block_on(timeout(LIMIT, future)).expect("it takes too long")
}

/// A directory for one test, removed at its end.
#[derive(Debug)]
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> Self {
        let name = format!("wakeful-devices-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Makes a pipe with a name.
    pub(crate) fn pipe(&self, name: &str) -> PathBuf {
        let path = self.join(name);
        mknodat(CWD, &path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A pipe without a name: its ends to read from and to write to.
pub(crate) fn pipe() -> (File, File) {
    let (reader, writer) = rustix::pipe::pipe_with(PipeFlags::CLOEXEC).unwrap();
    (File::from(reader), File::from(writer))
}

/// So many times in a test of every day, a hundred times as often in a long one.
pub(crate) fn times(count: usize) -> usize {
    if std::env::var_os("WAKEFUL_SOAK").is_some() { 100 * count } else { count }
}

/// Opens a pipe for writing when somebody has opened it for reading; to write to it then waits for room.
#[track_caller]
pub(crate) fn writer(path: &Path) -> File {
    let begun = Instant::now();
    loop {
        let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        match open(path, flags, Mode::empty()) {
            Err(Errno::NXIO) if begun.elapsed() < LIMIT => thread::sleep(Duration::from_millis(1)),
            opened => {
                let opened = opened.expect("somebody listens, in time");
                fcntl_setfl(&opened, OFlags::empty()).unwrap();
                return File::from(opened);
            }
        }
    }
}

/// A program that runs, until the end of the test at the latest.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    lines: Receiver<String>,
}

impl Running {
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (tell, lines) = channel();
        thread::spawn(move || {
            out.lines().map_while(Result::ok).try_for_each(|line| tell.send(line))
        });
        Self { child, lines }
    }

    /// Its next line.
    #[track_caller]
    pub(crate) fn line(&mut self) -> String {
        self.lines.recv_timeout(LIMIT).expect("it prints another line, and in time")
    }

    /// The lines that are left, once it has ended well.
    #[track_caller]
    pub(crate) fn rest(mut self) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            match self.lines.recv_timeout(LIMIT) {
                Ok(line) => lines.push(line),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("it takes too long: {lines:?}"),
            }
        }
        // It has closed its output, so it is as good as over.
        assert_eq!(self.child.wait().unwrap().code(), Some(0), "{lines:?}");
        lines
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
