//! Runs a program for which a directory is out of reach, but for one place in it: `out-of-reach DIRECTORY PLACE PROGRAM
//! ARGUMENTS…`. Neither can be opened from then on, by it or by whatever it starts. Where the kernel has no Landlock, the
//! program simply runs.

#[cfg(target_os = "linux")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    linux::main()
}

#[cfg(not(target_os = "linux"))]
fn main() {
    panic!("this is for Linux alone");
}

#[cfg(target_os = "linux")]
mod linux {
    use std::{
        env,
        error::Error,
        fs, io,
        os::unix::process::CommandExt as _,
        path::{Path, PathBuf},
        process::Command,
    };

    use landlock::{ABI, Access, AccessFs, Ruleset, RulesetAttr, RulesetCreatedAttr, path_beneath_rules};

    /// The newest that governs more of files.
    const ASKED: ABI = ABI::V5;

    #[expect(clippy::disallowed_methods, reason = "a program of its own, with arguments")]
    pub(super) fn main() -> Result<(), Box<dyn Error>> {
        let mut words = env::args_os().skip(1);
        let mut next = || {
            words
                .next()
                .ok_or("DIRECTORY PLACE PROGRAM ARGUMENTS… are needed")
        };
        let (directory, place, program) = (next()?, next()?, next()?);
        let directory = fs::canonicalize(directory)?;
        let within_reach: Vec<PathBuf> = beside(&directory)?.into_iter().chain([place.into()]).collect();
        Ruleset::default()
            .handle_access(AccessFs::from_all(ASKED))?
            .create()?
            .add_rules(path_beneath_rules(&within_reach, AccessFs::from_all(ASKED)))?
            .restrict_self()?;
        Err(Command::new(program).args(words).exec().into())
    }

    /// Everything that lies beside a directory, or beside one that it is in.
    fn beside(directory: &Path) -> io::Result<Vec<PathBuf>> {
        let mut all = Vec::new();
        let mut way: Vec<&Path> = directory.ancestors().collect();
        way.reverse();
        for pair in way.windows(2) {
            for entry in fs::read_dir(pair[0])? {
                let path = entry?.path();
                if path != pair[1] {
                    all.push(path);
                }
            }
        }
        Ok(all)
    }
}
