//! From a task to a device.

use std::io;
use std::task::{Context, Poll, ready};

use wakeful::channel::SendError;
use wakeful::channel::spsc::{self, Receiver, Sender};

use super::frame::{BYTES, Frame, SILENCE, encode};
use super::port::Port;
use super::report::Report;

/// Where sound goes to.
pub trait Output {
    /// Takes the first of `bytes`: how many. Who is not woken is polled again at the next turn.
    ///
    /// # Errors
    ///
    /// Those of the device.
    fn poll_write(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>>;

    /// All was written: brings it to its end. Who is not woken is polled again at the next turn.
    ///
    /// # Errors
    ///
    /// Those of the device.
    fn poll_finish(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let _ = cx;
        Poll::Ready(Ok(()))
    }
}

impl<O: Output + ?Sized> Output for Box<O> {
    fn poll_write(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        (**self).poll_write(cx, bytes)
    }

    fn poll_finish(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        (**self).poll_finish(cx)
    }
}

/// Takes frames out of its ring as they are due, and writes them to its output.
///
/// | due, and | is |
/// |---|---|
/// | in the ring | passed on |
/// | not in the ring | silence; if the [`Sink`] is gone, the end |
/// | behind as many frames as the ring holds that the output has not taken yet | dropped |
///
/// So an output that takes too long for a moment does no harm, and one that is too slow delays nothing.
#[derive(Debug)]
pub struct Player<O> {
    output: O,
    ring: Receiver<Frame>,
    /// What the output has not taken yet: from `at` on.
    bytes: Vec<u8>,
    at: usize,
    ended: bool,
    report: Report,
}

/// The task's end of a [`Player`]. Dropped, it ends the sound when all of it is played.
#[derive(Debug)]
pub struct Sink {
    ring: Sender<Frame>,
}

impl Sink {
    /// Gives frames; waits while there is no room for them. It returns when the last is in the ring, not
    /// when it was heard.
    ///
    /// # Errors
    ///
    /// If the player is gone.
    ///
    /// # Cancel safety
    ///
    /// Weak: the first of the frames may have been taken. Use [`try_write`](Self::try_write) where that matters.
    pub async fn write(&mut self, frames: &[Frame]) -> Result<(), SendError<()>> {
        self.ring.send_slice(frames).await.map_err(|_| SendError(()))
    }

    /// Gives as many of the frames as there is room for: how many.
    pub fn try_write(&mut self, frames: &[Frame]) -> usize {
        self.ring.try_send_slice(frames)
    }
}

impl<O: Output> Player<O> {
    /// A player with a ring for `frames` frames, and the end to fill it. Let that be a few periods of the clock. A
    /// ring that is full before [`run`](super::run) begins leaves a task the most time.
    ///
    /// # Panics
    ///
    /// If `frames` is 0.
    #[track_caller]
    pub fn new(output: O, frames: usize) -> (Self, Sink) {
        let (sender, ring) = spsc::channel(frames);
        let report = Report::default();
        (
            Self { output, ring, bytes: Vec::new(), at: 0, ended: false, report },
            Sink { ring: sender },
        )
    }

    /// What it has done.
    pub const fn report(&self) -> &Report {
        &self.report
    }

    /// What it writes to.
    pub const fn output(&self) -> &O {
        &self.output
    }

    /// How many of so many frames may wait for the output. If it is not behind, all.
    fn room(&self, frames: usize) -> usize {
        match (self.bytes.len() - self.at).div_ceil(BYTES) {
            0 => frames,
            behind => self.ring.capacity().saturating_sub(behind),
        }
    }
}

impl<O: Output> Port for Player<O> {
    fn turn(&mut self, frames: usize) {
        if self.ended {
            return;
        }
        self.bytes.drain(..self.at);
        self.at = 0;
        // Asked first: what is in the ring afterwards is all.
        let last = self.ring.is_closed();
        let (mut left, mut room) = (frames, self.room(frames));
        let (mut passed, mut dropped) = (0, 0);
        let mut batch = [SILENCE; 256];
        while left > 0 {
            let wanted = left.min(batch.len());
            let taken = self.ring.try_recv_slice(&mut batch[..wanted]);
            if taken == 0 {
                break;
            }
            let kept = taken.min(room);
            encode(&batch[..kept], &mut self.bytes);
            left -= taken;
            room -= kept;
            passed += kept;
            dropped += taken - kept;
        }
        let mut silent = 0;
        if left > 0 && last {
            self.ended = true;
        } else {
            silent = left.min(room);
            dropped += left - silent;
            self.bytes.resize(self.bytes.len() + silent * BYTES, 0);
        }
        self.report.count(passed, silent, dropped);
    }

    fn poll_io(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.at < self.bytes.len() {
            match ready!(self.output.poll_write(cx, &self.bytes[self.at..]))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.at += written,
            }
        }
        if self.ended { self.output.poll_finish(cx) } else { Poll::Pending }
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use wakeful::executor::block_on;

    use super::*;

    /// Takes so many bytes each time that it is asked.
    #[derive(Debug)]
    struct Slow {
        taken: Vec<u8>,
        allowance: usize,
        finished: bool,
    }

    impl Output for Slow {
        fn poll_write(&mut self, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
            let written = bytes.len().min(self.allowance);
            self.allowance -= written;
            self.taken.extend(&bytes[..written]);
            if written == 0 { Poll::Pending } else { Poll::Ready(Ok(written)) }
        }

        fn poll_finish(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            self.finished = true;
            Poll::Ready(Ok(()))
        }
    }

    fn player(frames: usize, allowance: usize) -> (Player<Slow>, Sink) {
        Player::new(Slow { taken: Vec::new(), allowance, finished: false }, frames)
    }

    fn turn(player: &mut Player<Slow>, frames: usize) -> Poll<()> {
        player.turn(frames);
        player.poll_io(&mut Context::from_waker(Waker::noop())).map(Result::unwrap)
    }

    fn counts(report: &Report) -> [u64; 5] {
        [report.passed, report.silent, report.dropped, report.underruns, report.overruns]
    }

    #[test]
    fn what_is_due_is_taken_and_the_end_is_not_filled_up() {
        let (mut player, mut sink) = player(8, usize::MAX);
        assert_eq!(sink.try_write(&[[1, 2]; 10]), 8);
        assert!(turn(&mut player, 3).is_pending());
        assert_eq!(sink.try_write(&[[3, 4]; 10]), 3);
        drop(sink);
        assert!(turn(&mut player, 8).is_pending());
        assert!(turn(&mut player, 5).is_ready());
        assert_eq!(counts(player.report()), [11, 0, 0, 0, 0]);
        let mut expected = Vec::new();
        encode(&[[[1, 2]; 8].as_slice(), &[[3, 4]; 3]].concat(), &mut expected);
        assert_eq!(player.output().taken, expected);
        assert!(player.output().finished);
    }

    #[test]
    fn what_is_missing_is_silence_and_counted() {
        let (mut player, mut sink) = player(8, usize::MAX);
        assert!(turn(&mut player, 2).is_pending());
        sink.try_write(&[[1, 1]; 3]);
        assert!(turn(&mut player, 4).is_pending());
        assert!(turn(&mut player, 4).is_pending());
        sink.try_write(&[[1, 1]; 4]);
        assert!(turn(&mut player, 4).is_pending());
        assert_eq!(counts(player.report()), [7, 7, 0, 1, 0]);
        assert_eq!(player.output().taken.len(), 14 * BYTES);
    }

    #[test]
    fn what_the_output_does_not_take_waits_and_then_is_dropped_whole() {
        let (mut player, mut sink) = player(4, 2 * BYTES + 1);
        sink.try_write(&[[1, 1], [2, 2], [3, 3], [4, 4]]);
        assert!(turn(&mut player, 4).is_pending());
        sink.try_write(&[[5, 5], [6, 6], [7, 7], [8, 8]]);
        assert!(turn(&mut player, 4).is_pending());
        player.output.allowance = usize::MAX;
        drop(sink);
        assert!(turn(&mut player, 4).is_ready());
        assert_eq!(counts(player.report()), [6, 0, 2, 0, 1]);
        let heard: Vec<_> = super::super::frame::decode(&player.output().taken).collect();
        assert_eq!(heard, [1, 2, 3, 4, 5, 6].map(|n| [n; 2]));
    }

    #[test]
    fn silence_for_which_there_is_no_room_is_dropped() {
        let (mut player, _sink) = player(4, 0);
        assert!(turn(&mut player, 3).is_pending());
        assert!(turn(&mut player, 3).is_pending());
        assert_eq!(counts(player.report()), [0, 4, 2, 0, 1]);
        assert_eq!(player.report().due(), 6);
    }

    #[test]
    fn a_player_that_is_gone_tells_its_sink() {
        let (player, mut sink) = player(4, 0);
        drop(player);
        assert_eq!(block_on(sink.write(&[[1, 1]; 9])), Err(SendError(())));
    }
}
