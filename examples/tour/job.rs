//! What a counter is asked, and what it answers.

use std::io;
use std::path::PathBuf;

use wakeful::channel::oneshot;

/// Count the words of a file, and tell the rest by `answer`.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) file: PathBuf,
    pub(crate) answer: oneshot::Sender<Answer>,
}

/// A job that was given to a counter.
#[derive(Debug)]
pub(crate) struct Given {
    pub(crate) file: PathBuf,
    /// Fails if the job was dropped: the tour was stopped before somebody did it.
    pub(crate) answer: oneshot::Receiver<Answer>,
}

/// What there was in a file, but for the words; or why it could not be read.
pub(crate) type Answer = io::Result<Seen>;

#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) bytes: u64,
    pub(crate) text: bool,
}

impl Job {
    pub(crate) fn new(file: PathBuf) -> (Self, Given) {
        let (answer, answered) = oneshot::channel();
        (Self { file: file.clone(), answer }, Given { file, answer: answered })
    }
}
