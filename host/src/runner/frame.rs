//! Frames between the host and a child: length, kind, call id, sequence, method, payload.
//!
//! All integers are little-endian: `u32` length of what follows, `u8` kind, `u64` call id, `u64` sequence,
//! `u16` length of the method's name, the name, the payload.

use std::io::{self, Read, Write};

use zeroize::Zeroizing;

use super::bounds::{LONGEST_ANSWER, LONGEST_ERROR, LONGEST_METHOD, LONGEST_REQUEST};

/// The longest frame of any kind, in bytes: the largest answer of an API, and room for what stands around it.
const LONGEST: usize = 80 * MIB;
const MIB: usize = 1024 * 1024;
const HEAD: usize = 1 + 8 + 8 + 2;

/// What a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// To the child: open this library. The payload is the child's instruction.
    Open = 1,
    /// To the child: run this method.
    Call = 2,
    /// To the host: the call's answer.
    Answer = 3,
    /// To the host: the call's error.
    Failure = 4,
    /// To the host: the library could not be opened, so this call fails.
    NotOpened = 5,
    /// To the host: the plugin calls a service; `sequence` tells callbacks of one call apart.
    Service = 6,
    /// To the child: the service's answer.
    ServiceAnswer = 7,
    /// To the child: the service's error.
    ServiceFailure = 8,
    /// To the host: what the child is confined to, once, before anything else.
    Confined = 9,
}

impl Kind {
    fn of(byte: u8) -> Option<Self> {
        [
            Self::Open,
            Self::Call,
            Self::Answer,
            Self::Failure,
            Self::NotOpened,
            Self::Service,
            Self::ServiceAnswer,
            Self::ServiceFailure,
            Self::Confined,
        ]
        .into_iter()
        .find(|kind| *kind as u8 == byte)
    }

    /// How long the payload of such a frame may be, in bytes.
    fn longest(self) -> usize {
        match self {
            Self::Open | Self::Call | Self::ServiceAnswer => LONGEST,
            Self::Answer => LONGEST_ANSWER,
            Self::Service => LONGEST_REQUEST,
            Self::Failure | Self::NotOpened | Self::ServiceFailure | Self::Confined => LONGEST_ERROR,
        }
    }
}

/// One frame.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) kind: Kind,
    pub(super) call_id: u64,
    pub(super) sequence: u64,
    pub(super) method: String,
    pub(super) payload: Zeroizing<Vec<u8>>,
}

impl Frame {
    pub(super) fn new(kind: Kind, call_id: u64, payload: Vec<u8>) -> Self {
        Self {
            kind,
            call_id,
            sequence: 0,
            method: String::new(),
            payload: Zeroizing::new(payload),
        }
    }

    pub(super) fn method(mut self, method: &str) -> Self {
        method.clone_into(&mut self.method);
        self
    }

    pub(super) fn sequence(mut self, sequence: u64) -> Self {
        self.sequence = sequence;
        self
    }

    /// Whether the other side would take it.
    pub(super) fn fits(&self) -> bool {
        self.method.len() <= LONGEST_METHOD && self.payload.len() <= self.kind.longest()
    }

    /// Writes the frame; one that does not fit is an error of kind `InvalidInput`, and nothing of it is written.
    pub(super) fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let length = HEAD + self.method.len() + self.payload.len();
        let (Ok(name), true) = (u16::try_from(self.method.len()), self.fits()) else {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "the message is too long",
            ));
        };
        let mut head = Vec::with_capacity(4 + HEAD + self.method.len());
        head.extend((length as u32).to_le_bytes());
        head.push(self.kind as u8);
        head.extend(self.call_id.to_le_bytes());
        head.extend(self.sequence.to_le_bytes());
        head.extend(name.to_le_bytes());
        head.extend(self.method.as_bytes());
        to.write_all(&head)?;
        to.write_all(&self.payload)?;
        to.flush()
    }

    /// Reads a frame; none at the stream's end. What is no frame is an error of kind `InvalidData`.
    pub(super) fn read(from: &mut impl Read) -> io::Result<Option<Self>> {
        let mut length = [0; 4];
        match from.read_exact(&mut length) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
        let length = u32::from_le_bytes(length) as usize;
        let mut head = [0; HEAD];
        if length < head.len() {
            return Err(malformed("a frame of an impossible length"));
        }
        from.read_exact(&mut head)?;
        let number = |from: usize| u64::from_le_bytes(head[from..from + 8].try_into().expect("eight bytes"));
        let kind = Kind::of(head[0]).ok_or_else(|| malformed("a frame of an unknown kind"))?;
        let name = usize::from(u16::from_le_bytes([head[17], head[18]]));
        let payload = (length - HEAD)
            .checked_sub(name)
            .ok_or_else(|| malformed("a name longer than its frame"))?;
        // Before anything of it is held: what is too long never takes memory.
        if name > LONGEST_METHOD || payload > kind.longest() {
            return Err(malformed("a frame longer than its kind may be"));
        }
        let method = String::from_utf8(read_grown(from, name)?.to_vec())
            .map_err(|_| malformed("a name that is not UTF-8"))?;
        Ok(Some(Self {
            kind,
            call_id: number(1),
            sequence: number(9),
            method,
            payload: read_grown(from, payload)?,
        }))
    }
}

/// Reads exactly `length` bytes; memory grows with what has arrived, not with what was announced, and what was
/// outgrown is wiped: a frame may carry secrets.
fn read_grown(from: &mut impl Read, length: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    const FIRST: usize = 1024 * 1024;
    let mut bytes = Zeroizing::new(vec![0; length.min(FIRST)]);
    let mut filled = 0;
    loop {
        from.read_exact(&mut bytes[filled..])?;
        if bytes.len() == length {
            return Ok(bytes);
        }
        filled = bytes.len();
        let mut grown = Zeroizing::new(vec![0; length.min(filled * 2)]);
        grown[..filled].copy_from_slice(&bytes);
        bytes = grown;
    }
}

fn malformed(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(frame: &Frame) -> Vec<u8> {
        let mut bytes = Vec::new();
        frame.write(&mut bytes).expect("writes");
        bytes
    }

    fn frame() -> Frame {
        Frame::new(Kind::Service, u64::MAX - 1, b"{}".to_vec())
            .method("api.call")
            .sequence(7)
    }

    #[test]
    fn what_is_written_is_read_and_the_end_is_no_error() {
        let mut bytes = written(&frame());
        bytes.extend(written(&Frame::new(Kind::Answer, 2, Vec::new())));
        let mut from = &bytes[..];
        assert_eq!(Frame::read(&mut from).expect("reads"), Some(frame()));
        assert_eq!(
            Frame::read(&mut from).expect("reads").expect("a frame").kind,
            Kind::Answer
        );
        assert_eq!(Frame::read(&mut from).expect("the end"), None);
    }

    #[test]
    fn broken_frames_are_errors_and_allocate_nothing() {
        let whole = written(&frame());
        for cut in 4..whole.len() {
            assert!(Frame::read(&mut &whole[..cut]).is_err(), "cut at {cut}");
        }
        let mut endless = whole.clone();
        endless[..4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(Frame::read(&mut &endless[..]).is_err());
        for (kind, longest) in [
            (Kind::Service, LONGEST_REQUEST),
            (Kind::Answer, LONGEST_ANSWER),
            (Kind::Failure, LONGEST_ERROR),
        ] {
            let announced = |payload: usize| {
                let mut bytes = written(&Frame::new(kind, 1, Vec::new()));
                bytes[..4].copy_from_slice(&((HEAD + payload) as u32).to_le_bytes());
                Frame::read(&mut &bytes[..]).expect_err("nothing follows").kind()
            };
            assert_eq!(announced(longest), io::ErrorKind::UnexpectedEof);
            assert_eq!(announced(longest + 1), io::ErrorKind::InvalidData);
            let too_long = Frame::new(kind, 1, vec![0; longest + 1]);
            assert!(!too_long.fits());
        }
        let mut unknown = whole.clone();
        unknown[4] = 99;
        assert!(Frame::read(&mut &unknown[..]).is_err());
        let mut long_name = whole;
        long_name[21..23].copy_from_slice(&u16::MAX.to_le_bytes());
        assert!(Frame::read(&mut &long_name[..]).is_err());
    }
}
