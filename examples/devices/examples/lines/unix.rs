//! By a device, or by a thread that may block.

use std::io;
use std::time::Duration;

use devices::lines::Lines;
use devices::program::{Arguments, Failure};
use wakeful::executor::block_on;
use wakeful::time::timeout;

pub(crate) fn run(arguments: &mut Arguments) -> Result<(), Failure> {
    let idle = arguments.value("--idle-ms")?.map_or(Duration::MAX, Duration::from_millis);
    arguments.end()?;
    let mut lines = Lines::stdin()?;
    let mut count = 0_u64;
    block_on(async {
        loop {
            // A timeout loses nothing: what was read stays in `lines`.
            match timeout(idle, lines.next()).await {
                Err(_) => println!("nothing for {} ms", idle.as_millis()),
                Ok(Ok(None)) => break,
                Ok(Ok(Some(line))) => {
                    count += 1;
                    println!("{count} {line}");
                }
                Ok(Err(error)) if error.kind() == io::ErrorKind::InvalidData => {
                    count += 1;
                    println!("{error}");
                }
                Ok(Err(error)) => return Err(error),
            }
        }
        Ok(())
    })?;
    println!("lines: {count}");
    Ok(())
}
