//! Values that are counted by an eventfd.

use std::collections::VecDeque;
use std::io;
use std::os::fd::OwnedFd;
use std::sync::{Mutex, PoisonError};

use rustix::event::{EventfdFlags, eventfd};
use wakeful::reactor::Device;

/// A queue for values, and an `eventfd` that counts them.
///
/// Among tasks, and threads that can call wakeful, a channel does this for less. A descriptor is for those
/// who can do no more than `write(2)`: a signal handler, a library in another language, another process, the
/// system itself. The count is what they ring.
///
/// ```
/// use devices::messages::Mailbox;
/// use wakeful::executor::block_on;
///
/// let mailbox = Mailbox::new()?;
/// std::thread::scope(|threads| {
///     threads.spawn(|| mailbox.post("hello"));
///     assert_eq!(block_on(mailbox.next())?, "hello");
///     std::io::Result::Ok(())
/// })?;
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct Mailbox<T> {
    values: Mutex<VecDeque<T>>,
    /// Counts the values that nobody has claimed. To read it claims one.
    count: Device<OwnedFd>,
}

impl<T> Mailbox<T> {
    /// An empty one.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub fn new() -> io::Result<Self> {
        let count = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::SEMAPHORE)?;
        Ok(Self { values: Mutex::default(), count: Device::new(count)? })
    }

    /// Puts a value in. This does not wait, so any thread may do it.
    ///
    /// # Errors
    ///
    /// Those of the system; the value is in the mailbox all the same, and comes with a later one.
    pub fn post(&self, value: T) -> io::Result<()> {
        self.values.lock().unwrap_or_else(PoisonError::into_inner).push_back(value);
        rustix::io::write(self.count.get_ref(), &1_u64.to_ne_bytes())?;
        Ok(())
    }

    /// Takes the oldest value, waits until there is one. Any number of tasks may do so.
    ///
    /// # Cancel safety
    ///
    /// Strict.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub async fn next(&self) -> io::Result<T> {
        self.count.read_with(|count| Ok(rustix::io::read(count, &mut [0; 8])?)).await?;
        let value = self.values.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        Ok(value.expect("each was posted before it was counted"))
    }
}
