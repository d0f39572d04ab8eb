//! `doorstep-server`: the county server as a program.

use std::process::ExitCode;

fn main() -> ExitCode {
    doorstep_server::cli::main()
}
