//! Encoding and decoding of messages, in buffers that leave no copy behind.

use std::io;

use serde::{Serialize, de::DeserializeOwned};

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
            wipe(&mut buffer.0);
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
    // Checked as a whole, text by text it takes many times as long.
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let place = error.valid_up_to();
        let what = format!("a message is not UTF-8, after {place} bytes");
        Error::new(ErrorKind::Plugin, "decode", what)
    })?;
    serde_json::from_str(text).map_err(|error| {
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

/// Wipes a buffer, all at once: byte by byte, as `zeroize` does it, pages would take longer to wipe than to copy.
pub fn wipe(bytes: &mut [u8]) {
    bytes.fill(0);
    zeroize::optimization_barrier(bytes);
}

/// A growing buffer that wipes the memory it moves out of.
struct WipingBuffer(Vec<u8>);

impl io::Write for WipingBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let needed = self.0.len() + bytes.len();
        if needed > self.0.capacity() {
            let mut grown = Vec::with_capacity(needed.max(self.0.capacity() * 2));
            grown.extend_from_slice(&self.0);
            wipe(&mut self.0);
            self.0 = grown;
        }
        self.0.extend_from_slice(bytes);
        Ok(())
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

    #[test]
    fn what_is_no_utf8_is_an_error_and_a_wiped_buffer_is_empty() {
        let error = decode::<String>(b"\"a\xff\"").expect_err("no UTF-8");
        assert_eq!(error.message, "a message is not UTF-8, after 2 bytes");
        let mut bytes = *b"secret";
        wipe(&mut bytes);
        assert_eq!(bytes, [0; 6]);
    }
}
