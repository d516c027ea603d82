//! What a clock turns, and the loop that lets it.

use std::io;
use std::ops::ControlFlow::{Break, Continue};
use std::task::{Context, Poll};

use wakeful::executor::Loop;
use wakeful::time::Handle;

use super::clock::SampleClock;

/// A player, a recorder, or a pair of such: one clock turns both.
pub trait Port {
    /// So many frames are due. Waits for nobody.
    fn turn(&mut self, frames: usize);

    /// Moves bytes between here and the device; ready when all is over. Also polled after each turn.
    ///
    /// # Errors
    ///
    /// Those of the device.
    fn poll_io(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>>;
}

impl<P: Port + ?Sized> Port for &mut P {
    fn turn(&mut self, frames: usize) {
        (**self).turn(frames);
    }

    fn poll_io(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        (**self).poll_io(cx)
    }
}

/// Both get each turn at the same time, and both must be over. The first error ends both.
impl<A: Port, B: Port> Port for (A, B) {
    fn turn(&mut self, frames: usize) {
        self.0.turn(frames);
        self.1.turn(frames);
    }

    fn poll_io(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let both = [self.0.poll_io(cx)?, self.1.poll_io(cx)?];
        if both.iter().all(Poll::is_ready) { Poll::Ready(Ok(())) } else { Poll::Pending }
    }
}

/// Turns `port` as `clock` goes, until it is over: a player when its [`Sink`](super::Sink) was dropped and all of
/// it is played, a recorder when its input has ended or its [`Source`](super::Source) was dropped.
///
/// # Errors
///
/// Those of the device. What was done until then is in the report of the port.
///
/// # Cancel safety
///
/// Strict: all that is under way is in the port and the clock, and another `run` goes on with it. The frames that
/// were due meanwhile are then due at once.
pub async fn run<H: Handle>(clock: &mut SampleClock<H>, port: &mut impl Port) -> io::Result<()> {
    let mut state = (clock, port);
    Loop::new(&mut state)
        .on_poll(
            |(clock, _), cx| clock.poll_due(cx),
            |(_, port), frames| {
                port.turn(frames);
                Continue(())
            },
        )
        .on_poll(|(_, port), cx| port.poll_io(cx), |_, over| Break(over))
        .await
}
