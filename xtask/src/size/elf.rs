//! The sections of an ELF file, of 32 or 64 bits, little-endian: as much as it takes to weigh a program.

/// A section, as the linker or the compiler left it.
#[derive(Debug)]
pub(crate) struct Section<'a> {
    pub(crate) name: &'a str,
    pub(crate) size: u64,
    /// It is part of the memory of the program.
    pub(crate) allocated: bool,
    pub(crate) writable: bool,
    /// What the file has of it: nothing, if it starts as zeros.
    pub(crate) data: &'a [u8],
}

const ZEROS: u64 = 8;
const WRITABLE: u64 = 1;
const ALLOCATED: u64 = 2;

/// Reads numbers where the file is long enough.
struct Reader<'a> {
    file: &'a [u8],
    wide: bool,
}

impl<'a> Reader<'a> {
    fn bytes(&self, at: u64, len: u64) -> Option<&'a [u8]> {
        let start = usize::try_from(at).ok()?;
        self.file.get(start..start.checked_add(usize::try_from(len).ok()?)?)
    }

    fn number(&self, at: u64, len: u64) -> Option<u64> {
        let bytes = self.bytes(at, len)?;
        Some(bytes.iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte)))
    }

    /// The field at `narrow` with 4 bytes, or at `wide` with 8.
    fn word(&self, base: u64, narrow: u64, wide: u64) -> Option<u64> {
        if self.wide { self.number(base + wide, 8) } else { self.number(base + narrow, 4) }
    }

    fn header(&self, at: u64) -> Option<Header> {
        Some(Header {
            name: self.number(at, 4)?,
            kind: self.number(at + 4, 4)?,
            flags: self.word(at, 8, 8)?,
            offset: self.word(at, 16, 24)?,
            size: self.word(at, 20, 32)?,
        })
    }
}

struct Header {
    name: u64,
    kind: u64,
    flags: u64,
    offset: u64,
    size: u64,
}

/// The sections of `file`, or `None` if that is no such file.
pub(crate) fn sections(file: &[u8]) -> Option<Vec<Section<'_>>> {
    let [0x7f, b'E', b'L', b'F', class @ (1 | 2), 1, ..] = file else { return None };
    let reader = Reader { file, wide: *class == 2 };
    let table = reader.word(0, 0x20, 0x28)?;
    let counts = if reader.wide { 0x3a } else { 0x2e };
    let entry = reader.number(counts, 2)?;
    let count = reader.number(counts + 2, 2)?;
    reader.bytes(table, entry.checked_mul(count)?)?;
    let names = reader.header(table + entry * reader.number(counts + 4, 2)?)?;
    let names = reader.bytes(names.offset, names.size)?;
    (0..count)
        .map(|index| {
            let header = reader.header(table + entry * index)?;
            let name = names.get(usize::try_from(header.name).ok()?..)?;
            let end = name.iter().position(|&byte| byte == 0)?;
            let stored = if header.kind == ZEROS { 0 } else { header.size };
            Some(Section {
                name: std::str::from_utf8(&name[..end]).ok()?,
                size: header.size,
                allocated: header.flags & ALLOCATED != 0,
                writable: header.flags & WRITABLE != 0,
                data: reader.bytes(header.offset, stored)?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of two sections: names, and `size` bytes of zeros that are written to.
    fn file(size: u8) -> Vec<u8> {
        let mut file = vec![0; 52];
        file[..7].copy_from_slice(b"\x7fELF\x01\x01\x01");
        (file[0x20], file[0x2e], file[0x30], file[0x32]) = (64, 40, 2, 0);
        file.extend(*b"\0.names\0.bss");
        let mut headers = [0; 80];
        (headers[0], headers[4], headers[16], headers[20]) = (1, 3, 52, 13);
        (headers[40], headers[44], headers[48], headers[60]) = (8, 8, 3, size);
        file.push(0);
        file[0x20] = 65;
        file.extend(headers);
        file
    }

    #[test]
    fn the_sections_of_a_file_are_found() {
        let file = file(12);
        let sections = sections(&file).unwrap();
        assert_eq!(sections.len(), 2);
        assert_eq!((sections[0].name, sections[0].data.len()), (".names", 13));
        let bss = &sections[1];
        assert_eq!((bss.name, bss.size, bss.data.len()), (".bss", 12, 0));
        assert!(bss.allocated && bss.writable && !sections[0].allocated);
    }

    #[test]
    fn what_is_no_such_file_or_is_cut_has_none() {
        assert!(sections(b"#!/bin/sh").is_none());
        let file = file(1);
        for len in 0..file.len() {
            assert!(sections(&file[..len]).is_none(), "{len}");
        }
    }
}
