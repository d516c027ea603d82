//! A pipe and an eventfd at once.

use std::io;
use std::thread;
use std::time::Instant;

use devices::messages::{Mailbox, channel};
use devices::program::{Arguments, Failure};
use wakeful::executor::block_on;
use wakeful::future::TryJoin;

pub(crate) fn run(arguments: &mut Arguments) -> Result<(), Failure> {
    let count = arguments.value("--count")?.unwrap_or(10_000_u64);
    arguments.end()?;
    let (mut sender, mut receiver) = channel()?;
    let mailbox = Mailbox::new()?;
    let begun = Instant::now();
    let sums = thread::scope(|threads| {
        threads.spawn(|| {
            block_on(async {
                for number in 0..count {
                    sender.send(&number.to_le_bytes()).await?;
                }
                drop(sender);
                io::Result::Ok(())
            })
        });
        threads.spawn(|| (0..count).try_for_each(|number| mailbox.post(number)));
        let piped = async {
            let mut sum = 0;
            while let Some(message) = receiver.recv().await? {
                let message = message.try_into().map_err(|_| io::ErrorKind::InvalidData)?;
                sum += u64::from_le_bytes(message);
            }
            io::Result::Ok(sum)
        };
        let posted = async {
            let mut sum = 0;
            for _ in 0..count {
                sum += mailbox.next().await?;
            }
            io::Result::Ok(sum)
        };
        block_on((piped, posted).try_join())
    })?;
    println!("sums: {} and {}", sums.0, sums.1);
    println!("seconds: {:.3}", begun.elapsed().as_secs_f64());
    Ok(())
}
