//! The command `yun`.

fn main() -> ! {
    yun::cli::main()
}
