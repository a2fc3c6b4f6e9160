//! The command `yun`.

use std::process::ExitCode;

fn main() -> ExitCode {
    yun::cli::main()
}
