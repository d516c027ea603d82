//! A clock gives sound and takes it; a task is in between.

use devices::audio::{Pipe, Player, Recorder, SILENCE, SampleClock, run as turn};
use devices::program::{Arguments, Failure, Mistake};
use wakeful::executor::block_on;
use wakeful::future::{Join, TryJoin};
use wakeful::time::Global;

/// At a time.
const PERIOD: u32 = 256;

pub(crate) fn run(arguments: &mut Arguments) -> Result<(), Failure> {
    let pipes = (arguments.value::<String>("--from")?, arguments.value::<String>("--to")?);
    let (Some(from), Some(to)) = pipes else {
        return Err(Mistake::new("both `--from` and `--to` are needed"))?;
    };
    let gain = arguments.value("--gain")?.unwrap_or(1.0_f32);
    let rate = arguments.value("--rate")?.unwrap_or(48_000_u32).max(1);
    let ring = arguments.value("--ring")?.unwrap_or(4096_usize).max(1);
    arguments.end()?;
    block_on(async {
        // At the same time: each waits for somebody at its other end.
        let (input, output) = (Pipe::reader(from), Pipe::writer(to)).try_join().await?;
        let (recorder, mut source) = Recorder::new(input, ring);
        let (player, mut sink) = Player::new(output, ring);
        let task = async move {
            let mut buffer = [SILENCE; 256];
            loop {
                let read = source.read(&mut buffer).await;
                let frames = &mut buffer[..read];
                for sample in frames.iter_mut().flatten() {
                    // A conversion that goes no further than the type does.
                    *sample = (f32::from(*sample) * gain) as i16;
                }
                if read == 0 || sink.write(frames).await.is_err() {
                    return;
                }
            }
        };
        let mut clock = SampleClock::new(Global, rate, PERIOD);
        let turning = async {
            let mut both = (recorder, player);
            let turned = turn(&mut clock, &mut both).await;
            (turned, *both.0.report(), *both.1.report())
        };
        let ((), (turned, recorded, played)) = (task, turning).join().await;
        println!("in: {recorded}");
        println!("out: {played}");
        Ok(turned?)
    })
}
