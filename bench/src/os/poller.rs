//! epoll and eventfd, as they are: what floors and the generator of load sleep in; and what a process uses.

use std::fs::File;
use std::io::{self, Read, Write};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;

use rustix::event::{EventfdFlags, epoll, eventfd};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::time::{ClockId, clock_gettime};

/// So many at a time are told to be ready.
const AT_ONCE: usize = 1024;

/// Tells which ones of many files are ready to be read.
pub(crate) struct Poller {
    epoll: OwnedFd,
}

/// Those who were ready when somebody last looked.
pub(crate) struct Ready(Vec<epoll::Event>);

/// When a file counts as ready.
#[derive(Clone, Copy)]
pub(crate) enum Trigger {
    /// As long as there is something to read.
    Level,
    /// When something comes.
    Edge,
}

impl Poller {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self { epoll: epoll::create(epoll::CreateFlags::CLOEXEC)? })
    }

    /// From now on, `file` is waited for; `key` is what it is called.
    pub(crate) fn add(&self, file: impl AsFd, key: usize, trigger: Trigger) -> io::Result<()> {
        let flags = match trigger {
            Trigger::Level => epoll::EventFlags::IN,
            Trigger::Edge => epoll::EventFlags::IN | epoll::EventFlags::ET,
        };
        Ok(epoll::add(&self.epoll, file, epoll::EventData::new_u64(key as u64), flags)?)
    }

    /// Sleeps until somebody is ready; all who are.
    #[inline(always)]
    pub(crate) fn wait<'a>(
        &self,
        ready: &'a mut Ready,
    ) -> io::Result<impl Iterator<Item = usize> + use<'a>> {
        ready.0.clear();
        epoll::wait(&self.epoll, rustix::buffer::spare_capacity(&mut ready.0), None)?;
        Ok(ready.0.iter().map(|event| event.data.u64() as usize))
    }
}

impl Ready {
    pub(crate) fn new() -> Self {
        Self(Vec::with_capacity(AT_ONCE))
    }
}

/// A file that can be read after it was written: a number of rings.
pub(crate) fn event_file() -> io::Result<File> {
    Ok(eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?.into())
}

/// Something that a thread sleeps at until another one rings.
pub(crate) struct Doorbell {
    file: File,
    epoll: OwnedFd,
}

impl Doorbell {
    pub(crate) fn new() -> Self {
        let file = event_file().expect("there are files left");
        let poller = Poller::new().expect("there are files left");
        poller.add(&file, 0, Trigger::Edge).expect("an eventfd can be waited for");
        Self { file, epoll: poller.epoll }
    }

    pub(crate) fn ring(&self) {
        ring(&self.file);
    }

    /// Sleeps until it rings, and forgets that it did.
    pub(crate) fn wait(&self) {
        let mut event = [MaybeUninit::uninit()];
        epoll::wait(&self.epoll, &mut event, None).expect("nothing interrupts it");
        heard(&self.file).expect("it rang");
    }
}

/// Makes `file`, of [`event_file`], ready to be read.
#[inline(always)]
pub(crate) fn ring(mut file: &File) {
    file.write_all(&1u64.to_ne_bytes()).expect("the number is far from its end");
}

/// Reads how often it was rung.
#[inline(always)]
pub(crate) fn heard(mut file: &File) -> io::Result<u64> {
    let mut rings = [0; 8];
    file.read_exact(&mut rings)?;
    Ok(u64::from_ne_bytes(rings))
}

/// The time that the threads of this process have computed so far, but for this one.
pub(crate) fn computed_by_others() -> Duration {
    let [all, here] = [ClockId::ProcessCPUTime, ClockId::ThreadCPUTime].map(|clock| {
        let time = clock_gettime(clock);
        Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
    });
    all.saturating_sub(here)
}

/// How many files this process may have open, after it has asked for as many as it is allowed.
pub(crate) fn file_limit() -> usize {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    // If it cannot be raised it stays as it is, which is what is then found.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    getrlimit(Resource::Nofile).current.map_or(usize::MAX, |limit| limit as usize)
}
