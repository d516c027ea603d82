//! By a `timerfd`.

use std::thread;
use std::time::Duration;

use devices::program::{Arguments, Failure};
use devices::ticks::Ticks;
use wakeful::executor::block_on;

pub(crate) fn run(arguments: &mut Arguments) -> Result<(), Failure> {
    let period = arguments.value("--period-ms")?.unwrap_or(100);
    let count = arguments.value("--count")?.unwrap_or(5);
    let work = arguments.value("--work-ms")?.unwrap_or(0);
    arguments.end()?;
    let mut ticks = Ticks::every(Duration::from_millis(period))?;
    block_on(async {
        for _ in 0_u64..count {
            let tick = ticks.tick().await?;
            println!("tick {}, missed {}", tick.number, tick.missed);
            thread::sleep(Duration::from_millis(work));
        }
        Ok(())
    })
}
