//! The task's side.

use core::error::Error;
use core::fmt;
use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::sync::atomic::Ordering;
use core::task::{Context, Poll, ready};

use wakeful::channel::critical::oneshot::BorrowedReceiver;

use super::load::Load;
use super::{Fault, Hardware, Interrupt, Spi};

/// Where the hardware is.
enum Where<H: 'static, B: 'static> {
    Here(H),
    /// In a transfer; it comes back through this.
    Away(BorrowedReceiver<'static, Load<H, B>>),
}

/// The side of the task that begins transfers.
pub struct Master<H: 'static, B: 'static, I: 'static> {
    spi: &'static Spi<H, B, I>,
    /// `None` for moments only.
    hardware: Option<Where<H, B>>,
    /// The buffer of a transfer whose future was dropped.
    left: Option<B>,
}

impl<H: Hardware, B: AsMut<[u8]> + Send + 'static, I: Interrupt> Master<H, B, I> {
    pub(super) const fn new(spi: &'static Spi<H, B, I>, hardware: H) -> Self {
        Self { spi, hardware: Some(Where::Here(hardware)), left: None }
    }

    /// Sends what is in `buffer`, and returns it with what came in instead.
    ///
    /// It begins with the first poll, and goes on by interrupts.
    ///
    /// # Cancel safety
    ///
    /// Weak: dropped, the transfer ends somewhere; the buffer is there for [`reclaim`](Self::reclaim), or is
    /// dropped when another one is left behind likewise. The next transfer works.
    ///
    /// # Errors
    ///
    /// What the hardware reported, with the buffer, and how many bytes were exchanged.
    pub const fn transfer(&mut self, buffer: B) -> Transfer<'_, H, B, I> {
        Transfer { master: self, stage: Stage::New(buffer) }
    }

    /// Waits until the hardware is here, and returns the buffer of a transfer whose future was dropped.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    pub async fn reclaim(&mut self) -> Option<B> {
        poll_fn(|cx| self.poll_idle(cx)).await;
        self.left.take()
    }

    fn poll_idle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if let Some(Where::Away(_)) = self.hardware {
            // The future before this was dropped, and has asked; or it was forgotten.
            self.spi.ask_to_stop();
            let (buffer, _, _) = ready!(self.poll_back(cx));
            self.left = Some(buffer);
        }
        Poll::Ready(())
    }

    /// The load is to come back: what it is, when it has.
    fn poll_back(&mut self, cx: &mut Context<'_>) -> Poll<(B, usize, Option<Fault>)> {
        let Some(Where::Away(back)) = &mut self.hardware else { return Poll::Pending };
        // It does not fail: there is no sender that could have gone.
        let Ok(load) = ready!(back.poll_recv(cx)) else { return Poll::Pending };
        self.hardware = Some(Where::Here(load.hardware));
        Poll::Ready((load.buffer, load.at, load.fault))
    }

    fn begin(&mut self, buffer: B) {
        let Some(Where::Here(hardware)) = self.hardware.take() else { return };
        self.spi.stop.store(false, Ordering::Relaxed);
        // SAFETY: the Load Rule: the master, who alone receives, and the receiver before this has completed.
        let back = unsafe { self.spi.done.receiver() };
        self.hardware = Some(Where::Away(back));
        // SAFETY: the Load Rule: the master, who alone puts here, and has the load.
        unsafe { self.spi.job.put(Load::new(hardware, buffer)) };
        self.spi.line.pend();
    }
}

impl<H, B, I> fmt::Debug for Master<H, B, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let away = matches!(self.hardware, Some(Where::Away(_)));
        f.debug_struct("Master").field("is_away", &away).finish_non_exhaustive()
    }
}

enum Stage<B> {
    /// Not begun: the hardware may still be on its way back.
    New(B),
    Away,
    Over,
}

/// The future of [`Master::transfer`].
#[must_use = "futures do nothing unless polled"]
pub struct Transfer<'a, H: Hardware, B: AsMut<[u8]> + Send + 'static, I: Interrupt> {
    master: &'a mut Master<H, B, I>,
    stage: Stage<B>,
}

// Nothing of it is pinned: what an interrupt handler writes to is elsewhere.
impl<H: Hardware, B: AsMut<[u8]> + Send + 'static, I: Interrupt> Unpin for Transfer<'_, H, B, I> {}

impl<H: Hardware, B: AsMut<[u8]> + Send + 'static, I: Interrupt> Future for Transfer<'_, H, B, I> {
    type Output = Result<B, TransferError<B>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if let Stage::New(_) = this.stage {
            ready!(this.master.poll_idle(cx));
            if let Stage::New(buffer) = core::mem::replace(&mut this.stage, Stage::Away) {
                this.master.begin(buffer);
            }
        }
        assert!(matches!(this.stage, Stage::Away), "a transfer was polled after it completed");
        let (buffer, exchanged, fault) = ready!(this.master.poll_back(cx));
        this.stage = Stage::Over;
        Poll::Ready(match fault {
            None => Ok(buffer),
            Some(fault) => Err(TransferError { fault, buffer, exchanged }),
        })
    }
}

impl<H: Hardware, B: AsMut<[u8]> + Send + 'static, I: Interrupt> Drop for Transfer<'_, H, B, I> {
    fn drop(&mut self) {
        if let Stage::Away = self.stage {
            self.master.spi.ask_to_stop();
        }
    }
}

impl<H: Hardware, B: AsMut<[u8]> + Send + 'static, I: Interrupt> fmt::Debug
    for Transfer<'_, H, B, I>
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transfer").field("master", &self.master).finish_non_exhaustive()
    }
}

/// A transfer that failed.
#[derive(Debug)]
pub struct TransferError<B> {
    /// What the hardware reported.
    pub fault: Fault,
    /// The buffer; what was exchanged is in its front.
    pub buffer: B,
    /// How many bytes were exchanged.
    pub exchanged: usize,
}

impl<B> fmt::Display for TransferError<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the transfer ended after {} bytes: {}", self.exchanged, self.fault)
    }
}

impl<B: fmt::Debug> Error for TransferError<B> {}
