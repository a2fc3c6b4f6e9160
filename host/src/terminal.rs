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
    /// How many columns standard error has; none where nobody reads it.
    pub stderr_width: Option<usize>,
    /// How many rows standard error has; none where nobody reads it, or where the terminal does not tell.
    pub stderr_height: Option<usize>,
    /// Whether the variables allow colour.
    pub colour: bool,
    /// Whether the terminal can do no more than write one line after the other.
    pub dumb: bool,
}

impl Terminal {
    /// Takes the picture of this process.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the standard streams are looked at"
    )]
    pub fn of_this_process(environment: &Environment) -> Self {
        let (stdout, stderr) = (std::io::stdout().is_terminal(), std::io::stderr().is_terminal());
        let told = |size: Option<(terminal_size::Width, terminal_size::Height)>| {
            size.map(|(width, _)| usize::from(width.0))
                .filter(|width| *width > 0)
        };
        let told_by_stdout = || told(terminal_size::terminal_size_of(std::io::stdout()));
        let size_of_stderr = terminal_size::terminal_size_of(std::io::stderr());
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
            stderr,
            width: stdout.then(|| told_by_stdout().or_else(set).unwrap_or(USUAL_WIDTH)),
            stderr_width: stderr.then(|| told(size_of_stderr).or_else(set).unwrap_or(USUAL_WIDTH)),
            stderr_height: size_of_stderr
                .map(|(_, height)| usize::from(height.0))
                .filter(|height| *height > 0),
            colour: allows_colour(environment),
            dumb: is_dumb(environment),
        }
    }

    /// Whether somebody reads what is asked and types on standard input.
    pub fn is_attended(&self) -> bool {
        self.stdin && self.stderr
    }

    /// Whether a question can be asked and answered, with all that it takes to show one.
    pub fn can_ask(&self) -> bool {
        self.is_attended() && !self.dumb
    }
}

fn is_dumb(environment: &Environment) -> bool {
    environment.variable("TERM") == Some("dumb")
}

/// The conventions of no-color.org, and of terminals that know no colours.
fn allows_colour(environment: &Environment) -> bool {
    environment.variable("NO_COLOR").is_none() && !is_dumb(environment)
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
