//! Frames from a child that sends what it likes.

use super::frame::{Frame, Kind};

/// Reads frames until the stream ends or is broken; what was read, and what a host would write, survives the way.
pub fn frames(bytes: &[u8]) {
    let mut from = bytes;
    while let Ok(Some(frame)) = Frame::read(&mut from) {
        assert_eq!(sent(&frame).as_ref(), Some(&frame));
    }
    let (method, payload) = bytes.split_at(bytes.len() / 2);
    let method = String::from_utf8_lossy(method);
    let frame = Frame::new(Kind::Service, u64::MAX, payload.to_vec())
        .method(&method)
        .sequence(1);
    assert_eq!(sent(&frame).is_some(), frame.fits());
}

/// The frame after it was written and read; none if it cannot be written.
fn sent(frame: &Frame) -> Option<Frame> {
    let mut bytes = Vec::new();
    frame.write(&mut bytes).ok()?;
    let mut from = &bytes[..];
    let read = Frame::read(&mut from).expect("what is written can be read");
    assert!(from.is_empty(), "it is read to its end");
    assert_eq!(read.as_ref(), Some(frame));
    read
}
