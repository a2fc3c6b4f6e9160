//! What the standard streams are: terminals or not, how wide, and whether they may be coloured.

use std::io::IsTerminal;

use crate::environment::Environment;

/// The width of a terminal that does not tell it, in columns.
const USUAL_WIDTH: usize = 80;

/// A picture of the standard streams, taken once at the start.
#[derive(Debug, Clone, Default)]
pub struct Terminal {
    /// Whether somebody types on standard input.
    pub stdin: bool,
    /// Whether somebody reads standard output.
    pub stdout: bool,
    /// Whether somebody reads standard error.
    pub stderr: bool,
    /// How many columns standard output has; none where nobody reads it.
    pub width: Option<usize>,
    /// Whether the variables allow colour.
    pub colour: bool,
}

impl Terminal {
    /// Takes the picture of this process.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the standard streams are looked at"
    )]
    pub fn of_this_process(environment: &Environment) -> Self {
        let stdout = std::io::stdout().is_terminal();
        let told = || {
            let (width, _) = terminal_size::terminal_size_of(std::io::stdout())?;
            Some(usize::from(width.0)).filter(|width| *width > 0)
        };
        let set = || {
            environment
                .variable("COLUMNS")?
                .parse()
                .ok()
                .filter(|width| *width > 0)
        };
        Self {
            stdin: std::io::stdin().is_terminal(),
            stdout,
            stderr: std::io::stderr().is_terminal(),
            width: stdout.then(|| told().or_else(set).unwrap_or(USUAL_WIDTH)),
            colour: allows_colour(environment),
        }
    }

    /// Whether a question can be asked and answered.
    pub fn can_ask(&self) -> bool {
        self.stdin && self.stderr
    }
}

/// The conventions of no-color.org, and of terminals that know no colours.
fn allows_colour(environment: &Environment) -> bool {
    environment.variable("NO_COLOR").is_none() && environment.variable("TERM") != Some("dumb")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_color_and_dumb_terminals_have_no_colour() {
        let of = |pairs: &[(&str, &str)]| allows_colour(&Environment::of_variables(pairs.iter().copied()));
        assert!(of(&[("TERM", "xterm")]));
        assert!(of(&[("NO_COLOR", "")]), "only a value counts");
        assert!(!of(&[("NO_COLOR", "1")]));
        assert!(!of(&[("TERM", "dumb")]));
    }
}
