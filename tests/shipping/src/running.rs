//! Running programs: their output, or why there is none.

use std::process::{Command, Stdio};

use crate::Error;

/// Runs a program without a standard input and returns its standard output.
pub(crate) fn output_of(command: &mut Command) -> Result<String, Error> {
    let words = words_of(command);
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|source| Error::Start {
        program: words.clone(),
        source,
    })?;
    if !output.status.success() {
        return Err(Error::Failed {
            program: words,
            status: output.status,
            stderr: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        });
    }
    String::from_utf8(output.stdout).map_err(|_| Error::Unfit(format!("{words} wrote no UTF-8")))
}

/// Runs a program whose standard output and error are this one's.
pub(crate) fn run(command: &mut Command) -> Result<(), Error> {
    let words = words_of(command);
    let status = command.stdin(Stdio::null()).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Error::Failed {
            program: words,
            status,
            stderr: String::new(),
        }),
        Err(source) => Err(Error::Start {
            program: words,
            source,
        }),
    }
}

fn words_of(command: &Command) -> String {
    let words = [command.get_program()].into_iter().chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}
