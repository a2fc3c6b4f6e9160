//! Encoding and decoding of messages, in buffers that leave no copy behind.

use std::io;

use serde::{Serialize, de::DeserializeOwned};
use zeroize::Zeroize;

use crate::error::{Error, ErrorKind};

/// Encodes a message. Buffers that were outgrown on the way are wiped, since the message may hold secrets.
///
/// # Errors
/// `encode` when the value has no JSON form.
pub fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, Error> {
    let mut buffer = WipingBuffer(Vec::with_capacity(512));
    match serde_json::to_writer(&mut buffer, value) {
        Ok(()) => Ok(buffer.0),
        Err(error) => {
            buffer.0.zeroize();
            Err(Error::new(
                ErrorKind::Plugin,
                "encode",
                format!("a message cannot be encoded: {error}"),
            ))
        }
    }
}

/// Decodes a message.
///
/// # Errors
/// `decode`, with line and column, never with the text: it may hold a secret.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(bytes).map_err(|error| {
        let what = match error.classify() {
            serde_json::error::Category::Syntax | serde_json::error::Category::Io => "is not JSON",
            serde_json::error::Category::Eof => "ends too early",
            serde_json::error::Category::Data => "has an unexpected shape",
        };
        Error::new(
            ErrorKind::Plugin,
            "decode",
            format!(
                "a message {what}, at line {} column {}",
                error.line(),
                error.column()
            ),
        )
    })
}

/// Wipes a buffer.
pub fn wipe(bytes: &mut [u8]) {
    bytes.zeroize();
}

/// A growing buffer that wipes the memory it moves out of.
struct WipingBuffer(Vec<u8>);

impl io::Write for WipingBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let needed = self.0.len() + bytes.len();
        if needed > self.0.capacity() {
            let mut grown = Vec::with_capacity(needed.max(self.0.capacity() * 2));
            grown.extend_from_slice(&self.0);
            self.0.zeroize();
            self.0 = grown;
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_longer_than_the_first_buffer_survives() {
        let text = "长".repeat(10_000);
        let bytes = encode(&text).expect("encodes");
        assert_eq!(decode::<String>(&bytes).expect("decodes"), text);
    }

    #[test]
    fn what_cannot_be_decoded_is_not_repeated() {
        let error = decode::<u32>(br#""s3cret""#).expect_err("a text is no number");
        assert!(!error.message.contains("s3cret"), "{error}");
        assert_eq!(
            error.message,
            "a message has an unexpected shape, at line 1 column 8"
        );
    }
}
