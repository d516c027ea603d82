//! What qemu wrote down: each instruction that was executed, and what it is.

use std::collections::HashMap;

use super::sweep::Window;

/// What the operations execute if nobody interrupts them.
#[derive(Debug, Default)]
pub(super) struct Trace {
    /// An entry for each time that the window was opened.
    pub(super) runs: Vec<Run>,
    code: HashMap<u32, Instruction>,
}

/// The addresses of what was executed from the call on, in order.
#[derive(Debug, Default)]
pub(super) struct Run {
    pub(super) executed: Vec<u32>,
    /// It ended because the handler was called, not because the operation had returned.
    pub(super) slept: bool,
}

/// An instruction as qemu shows it.
#[derive(Debug)]
struct Instruction {
    code: Vec<u16>,
    text: String,
}

/// What an instruction does to interrupts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    None,
    Off,
    On,
}

impl Trace {
    pub(super) fn parse(log: &str, window: Window) -> Result<Self, String> {
        let mut trace = Self::default();
        let mut executed = Vec::new();
        for line in log.lines() {
            if let Some(rest) = line.strip_prefix("0x") {
                let (address, instruction) = instruction(rest).ok_or_else(|| odd(line))?;
                trace.code.insert(address, instruction);
            } else if line.starts_with("Trace ") {
                executed.push(traced(line).ok_or_else(|| odd(line))?);
            } else if line.starts_with("Stopped execution") || line.starts_with("cpu_io_recompile")
            {
                // What was announced last did not run.
                executed.pop();
            }
        }
        trace.runs = runs(&executed, window);
        Ok(trace)
    }

    /// The instruction at this address, to be read.
    pub(super) fn text(&self, address: u32) -> &str {
        self.code.get(&address).map_or("?", |instruction| &instruction.text)
    }

    pub(super) fn effect(&self, address: u32) -> Result<Effect, String> {
        let Some(Instruction { code, text }) = self.code.get(&address) else {
            return Err(format!("qemu did not show the instruction at {address:x}"));
        };
        match code[..] {
            [0xB672 | 0xB673] => Ok(Effect::Off),
            [0xB662 | 0xB663] => Ok(Effect::On),
            // MSR to PRIMASK, BASEPRI, BASEPRI_MAX, FAULTMASK: it depends on a register.
            [0xF380..=0xF38F, 0x8810..=0x8813] => Err(format!(
                "`{text}` at {address:x}: whether interrupts are off cannot be read off it"
            )),
            _ => Ok(Effect::None),
        }
    }
}

fn odd(line: &str) -> String {
    format!("qemu wrote a line that nobody understands: {line}")
}

/// `000002a2:  f240 0004  movw     r0, #4`
fn instruction(line: &str) -> Option<(u32, Instruction)> {
    let (address, rest) = line.split_once(':')?;
    let address = u32::from_str_radix(address, 16).ok()?;
    let mut code = Vec::new();
    let mut words = rest.split_whitespace();
    let mut text = String::new();
    for word in words.by_ref() {
        // No mnemonic is four digits long and hexadecimal, if two at most are looked at.
        match u16::from_str_radix(word, 16) {
            Ok(half) if word.len() == 4 && code.len() < 2 => code.push(half),
            _ => {
                word.clone_into(&mut text);
                break;
            }
        }
    }
    for word in words {
        text.push(' ');
        text.push_str(word);
    }
    (!code.is_empty()).then_some((address, Instruction { code, text }))
}

/// `Trace 0: 0x7ff3fc0122c0 [00800400/0000005e/00000110/ff020201] name`
fn traced(line: &str) -> Option<u32> {
    let (_, bracket) = line.split_once('[')?;
    u32::from_str_radix(bracket.split('/').nth(1)?, 16).ok()
}

/// The pieces from the call to the return, or to the handler.
fn runs(executed: &[u32], window: Window) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut open: Option<Run> = None;
    for &address in executed {
        if address == window.begin {
            open = Some(Run::default());
        }
        if address == window.end || address == window.handler {
            if let Some(mut run) = open.take() {
                run.slept = address == window.handler;
                runs.push(run);
            }
        }
        if let Some(run) = &mut open {
            run.executed.push(address);
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "\
----------------
IN: boundary_begin
0x00000068:  4780       blx      r0

Trace 0: 0x7ff3fc012c80 [00800400/00000068/00000110/ff020201] boundary_begin
0x0000029e:  b672       cpsid    i
Trace 0: 0x7ff3fc012dc0 [00800400/0000029e/00000110/ff020201] op
Trace 0: 0x7ff3fc012dc0 [00800400/000002a0/00000110/ff020201] op
Stopped execution of TB chain before 0x7ff3fc012dc0 [000002a0] op
0x000002a0:  f381 8810  msr      primask, r1
Trace 0: 0x7ff3fc012dc0 [00800400/000002a0/00000110/ff020201] op
0x0000006a:  2200       movs     r2, #0
Trace 0: 0x7ff3fc012dc0 [00800400/0000006a/00000110/ff020201] boundary_end
Trace 0: 0x7ff3fc012c80 [00800400/00000068/00000110/ff020201] boundary_begin
Trace 0: 0x7ff3fc012c80 [00800400/00000100/00000110/ff020201] SysTick
";

    #[test]
    fn a_log_is_cut_into_runs() {
        let window = Window { begin: 0x68, end: 0x6A, handler: 0x100 };
        let trace = Trace::parse(LOG, window).unwrap();
        let executed: Vec<_> = trace.runs.iter().map(|run| &run.executed[..]).collect();
        assert_eq!(executed, [&[0x68, 0x29E, 0x2A0][..], &[0x68]]);
        assert_eq!([false, true], [trace.runs[0].slept, trace.runs[1].slept]);
    }

    #[test]
    fn instructions_tell_what_they_do_to_interrupts() {
        let window = Window { begin: 0x68, end: 0x6A, handler: 0x100 };
        let trace = Trace::parse(LOG, window).unwrap();
        assert_eq!(trace.effect(0x68), Ok(Effect::None));
        assert_eq!(trace.effect(0x29E), Ok(Effect::Off));
        assert!(trace.effect(0x2A0).unwrap_err().contains("msr primask, r1"));
        assert!(trace.effect(0x4000).is_err(), "it was never shown");
    }

    #[test]
    fn what_qemu_may_write_one_day_is_no_silence() {
        let window = Window { begin: 0x68, end: 0x6A, handler: 0x100 };
        assert!(Trace::parse("0x0000: b672", window).is_ok());
        assert!(Trace::parse("0x0000: OBJD-T: b672", window).is_err());
        assert!(Trace::parse("Trace 0: 68", window).is_err());
    }
}
