//! From a device to a task.

use std::io;
use std::iter::repeat_n;
use std::task::{Context, Poll, ready};

use wakeful::channel::spsc::{self, Receiver, Sender};

use super::frame::{BYTES, Frame, SILENCE, decode};
use super::port::Port;
use super::report::Report;

/// Where sound comes from.
pub trait Input {
    /// Reads into the front of `buffer`: how many bytes, 0 at the end. Who is not woken is polled again at
    /// the next turn.
    ///
    /// # Errors
    ///
    /// Those of the device.
    fn poll_read(&mut self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>>;
}

impl<I: Input + ?Sized> Input for Box<I> {
    fn poll_read(&mut self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        (**self).poll_read(cx, buffer)
    }
}

/// Reads its input, and puts frames into its ring as they are due.
///
/// | due, and | is |
/// |---|---|
/// | read | passed on |
/// | not there yet | silence; if the input has ended, the end |
/// | more than the ring has room for | dropped: the newest |
///
/// It reads ahead as much as the ring holds. What an input has more than that, it keeps.
#[derive(Debug)]
pub struct Recorder<I> {
    input: I,
    /// Until the end.
    ring: Option<Sender<Frame>>,
    /// What is not in the ring yet.
    bytes: Vec<u8>,
    limit: usize,
    input_ended: bool,
    report: Report,
}

/// The task's end of a [`Recorder`].
#[derive(Debug)]
pub struct Source {
    ring: Receiver<Frame>,
}

impl Source {
    /// Takes frames into the front of `buffer`, as many as there are; waits for the first. How many: 0 at the end
    /// (or if `buffer` is empty).
    ///
    /// # Cancel safety
    ///
    /// Strict: nothing was taken.
    pub async fn read(&mut self, buffer: &mut [Frame]) -> usize {
        self.ring.recv_slice(buffer).await
    }

    /// Takes as many frames as there are: how many.
    pub fn try_read(&mut self, buffer: &mut [Frame]) -> usize {
        self.ring.try_recv_slice(buffer)
    }
}

impl<I: Input> Recorder<I> {
    /// A recorder with a ring for `frames` frames, and the end to empty it. Let that be a few periods of the clock:
    /// less than one can never pass as a whole.
    ///
    /// # Panics
    ///
    /// If `frames` is 0.
    #[track_caller]
    pub fn new(input: I, frames: usize) -> (Self, Source) {
        let (sender, ring) = spsc::channel(frames);
        let recorder = Self {
            input,
            ring: Some(sender),
            bytes: Vec::new(),
            limit: frames * BYTES,
            input_ended: false,
            report: Report::default(),
        };
        (recorder, Source { ring })
    }

    /// What it has done.
    pub const fn report(&self) -> &Report {
        &self.report
    }
}

impl<I: Input> Port for Recorder<I> {
    fn turn(&mut self, frames: usize) {
        let Some(ring) = &mut self.ring else { return };
        let there = (self.bytes.len() / BYTES).min(frames);
        let missing = frames - there;
        let ends = self.input_ended && missing > 0;
        let due = if ends { there } else { frames };
        let silence = repeat_n(SILENCE, due - there);
        let mut sound = decode(&self.bytes[..there * BYTES]).chain(silence);
        let sent = ring.try_send_many(&mut sound);
        let closed = ring.is_closed();
        drop(sound);
        self.bytes.drain(..there * BYTES);
        if ends || closed {
            self.ring = None;
        }
        if !closed {
            let passed = sent.min(there);
            self.report.count(passed, sent - passed, due - sent);
        }
    }

    fn poll_io(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.ring.is_some() && !self.input_ended && self.bytes.len() < self.limit {
            let mut buffer = [0; 4096];
            let room = buffer.len().min(self.limit - self.bytes.len());
            let read = ready!(self.input.poll_read(cx, &mut buffer[..room]))?;
            self.bytes.extend_from_slice(&buffer[..read]);
            self.input_ended = read == 0;
        }
        if self.ring.is_none() { Poll::Ready(Ok(())) } else { Poll::Pending }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::task::Waker;

    use wakeful::executor::block_on;

    use super::super::frame::encode;
    use super::*;

    /// Gives these bytes piece by piece; an empty piece is one that has not come yet.
    struct Pieces(VecDeque<Vec<u8>>);

    impl Input for Pieces {
        fn poll_read(&mut self, _: &mut Context<'_>, to: &mut [u8]) -> Poll<io::Result<usize>> {
            let Some(mut piece) = self.0.pop_front() else { return Poll::Ready(Ok(0)) };
            if piece.is_empty() {
                return Poll::Pending;
            }
            let rest = piece.split_off(piece.len().min(to.len()));
            if !rest.is_empty() {
                self.0.push_front(rest);
            }
            to[..piece.len()].copy_from_slice(&piece);
            Poll::Ready(Ok(piece.len()))
        }
    }

    fn bytes(numbers: impl IntoIterator<Item = i16>) -> Vec<u8> {
        let mut bytes = Vec::new();
        numbers.into_iter().for_each(|n| encode(&[[n; 2]], &mut bytes));
        bytes
    }

    fn recorder<const N: usize>(frames: usize, pieces: [Vec<u8>; N]) -> (Recorder<Pieces>, Source) {
        Recorder::new(Pieces(pieces.into()), frames)
    }

    fn turn(recorder: &mut Recorder<Pieces>, frames: usize) -> Poll<()> {
        let mut cx = Context::from_waker(Waker::noop());
        let before = recorder.poll_io(&mut cx).map(Result::unwrap);
        assert!(before.is_pending());
        recorder.turn(frames);
        recorder.poll_io(&mut cx).map(Result::unwrap)
    }

    fn heard(source: &mut Source) -> Vec<i16> {
        let mut buffer = [[0; 2]; 64];
        let read = source.try_read(&mut buffer);
        buffer[..read].iter().map(|frame| frame[0]).collect()
    }

    fn counts(report: &Report) -> [u64; 5] {
        [report.passed, report.silent, report.dropped, report.underruns, report.overruns]
    }

    #[test]
    fn what_is_due_comes_whole_wherever_it_was_cut() {
        let all = bytes(1..=8);
        for cut in 1..all.len() {
            let pieces = [all[..cut].to_vec(), vec![], all[cut..].to_vec()];
            let (mut recorder, mut source) = recorder(16, pieces);
            assert!(recorder.poll_io(&mut Context::from_waker(Waker::noop())).is_pending());
            assert!(turn(&mut recorder, 8).is_pending());
            assert_eq!(heard(&mut source), [1, 2, 3, 4, 5, 6, 7, 8]);
            assert!(turn(&mut recorder, 8).is_ready());
            assert_eq!(counts(recorder.report()), [8, 0, 0, 0, 0]);
            assert_eq!(block_on(source.read(&mut [SILENCE; 4])), 0);
        }
    }

    #[test]
    fn what_has_not_come_yet_is_silence() {
        let pieces = [bytes(1..=3), vec![], bytes(4..=5), vec![]];
        let (mut recorder, mut source) = recorder(16, pieces);
        assert!(turn(&mut recorder, 5).is_pending());
        assert_eq!(heard(&mut source), [1, 2, 3, 0, 0]);
        assert!(turn(&mut recorder, 2).is_pending());
        assert_eq!(heard(&mut source), [4, 5]);
        assert_eq!(counts(recorder.report()), [5, 2, 0, 1, 0]);
    }

    #[test]
    fn what_nobody_takes_is_dropped_and_counted() {
        let (mut recorder, mut source) = recorder(4, [bytes(1..=4), bytes(5..=9)]);
        assert!(turn(&mut recorder, 3).is_pending());
        assert!(turn(&mut recorder, 4).is_pending());
        assert_eq!(heard(&mut source), [1, 2, 3, 4]);
        assert_eq!(counts(recorder.report()), [4, 0, 3, 0, 1]);
        assert!(turn(&mut recorder, 4).is_ready());
        assert_eq!(heard(&mut source), [8, 9]);
        assert_eq!(counts(recorder.report()), [6, 0, 3, 0, 1]);
    }

    #[test]
    fn an_input_is_not_read_further_than_the_ring_is_long() {
        let (mut recorder, _source) = recorder(4, [bytes(0..100)]);
        assert!(recorder.poll_io(&mut Context::from_waker(Waker::noop())).is_pending());
        assert_eq!(recorder.bytes.len(), 4 * BYTES);
    }

    #[test]
    fn it_is_over_when_nobody_listens() {
        let (mut recorder, source) = recorder(4, [bytes(0..100)]);
        drop(source);
        assert!(turn(&mut recorder, 4).is_ready());
        assert_eq!(counts(recorder.report()), [0; 5]);
    }
}
