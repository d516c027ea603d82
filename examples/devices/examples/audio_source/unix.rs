//! A clock gives sound, a task takes it.

use devices::audio::{Input, Null, Pipe, Recorder, SILENCE, SampleClock, run as record};
use devices::program::{Arguments, Failure};
use wakeful::executor::block_on;
use wakeful::future::Join;
use wakeful::time::Global;

/// At a time.
const PERIOD: u32 = 256;

pub(crate) fn run(arguments: &mut Arguments) -> Result<(), Failure> {
    let from: String = arguments.value("--from")?.unwrap_or("null".to_owned());
    let seconds = arguments.value("--seconds")?.unwrap_or(1.0_f64);
    let rate = arguments.value("--rate")?.unwrap_or(48_000_u32).max(1);
    let ring = arguments.value("--ring")?.unwrap_or(4096_usize).max(1);
    let every = arguments.value("--every")?.unwrap_or(48_000_usize).max(1);
    arguments.end()?;
    block_on(async {
        let input: Box<dyn Input> = match from.as_str() {
            "null" => Box::new(Null),
            pipe => Box::new(Pipe::reader(pipe).await?),
        };
        let (mut recorder, mut source) = Recorder::new(input, ring);
        let listening = async move {
            let most = (seconds * f64::from(rate)) as usize;
            let (mut heard, mut peak) = (0, 0);
            let mut buffer = [SILENCE; 256];
            while heard < most {
                let until = most.min(heard - heard % every + every);
                let wanted = buffer.len().min(until - heard);
                let read = source.read(&mut buffer[..wanted]).await;
                let samples = buffer[..read].iter().flatten();
                peak = samples.fold(peak, |peak, sample| sample.unsigned_abs().max(peak));
                heard += read;
                if read == 0 || heard == until {
                    println!("frame {heard}: peak {}", std::mem::take(&mut peak));
                }
                if read == 0 {
                    break;
                }
            }
            // The source goes, and so the recorder ends.
        };
        let mut clock = SampleClock::new(Global, rate, PERIOD);
        let recording = async {
            let recorded = record(&mut clock, &mut recorder).await;
            let report = *recorder.report();
            drop(recorder);
            (recorded, report)
        };
        let ((), (recorded, report)) = (listening, recording).join().await;
        println!("{report}");
        Ok(recorded?)
    })
}
