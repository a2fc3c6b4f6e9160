//! What keys do: each command has a name, for the table of keys and for people who change it.

use super::keys::Context;
use crate::text::{Message, message};

/// Defines the commands with their names and what they do in words.
macro_rules! commands {
    ($($(#[$about:meta])* $command:ident = $name:literal, $help:expr;)+) => {
        /// What a key does.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) enum Command {
            $($(#[$about])* $command,)+
        }

        impl Command {
            /// All commands, in the order in which help shows them.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$command,)+];

            /// Its name as settings have it.
            pub(crate) fn name(self) -> &'static str {
                match self {
                    $(Self::$command => $name,)+
                }
            }

            /// What it does.
            pub(crate) fn help(self) -> Message {
                match self {
                    $(Self::$command => $help,)+
                }
            }
        }
    };
}

commands! {
    /// Ends the UI.
    Quit = "quit", message!("ui-command-quit");
    /// Shows the keys of where one is.
    Help = "help", message!("ui-command-help");
    /// Has a command chosen by what it does.
    Palette = "palette", message!("ui-command-palette");
    /// Shows the settings.
    Settings = "settings", message!("ui-command-settings");
    /// Shows the plugins.
    Plugins = "plugins", message!("ui-command-plugins");
    /// Shows the profiles.
    Accounts = "accounts", message!("ui-command-accounts");
    /// Leaves a dialog, a pane or a filter.
    Back = "back", message!("ui-command-back");
    /// Takes what is chosen, or opens what the cursor is on.
    Open = "open", message!("ui-command-open");
    /// One row up.
    Up = "up", message!("ui-command-up");
    /// One row down.
    Down = "down", message!("ui-command-down");
    /// One page up.
    PageUp = "page-up", message!("ui-command-page-up");
    /// One page down.
    PageDown = "page-down", message!("ui-command-page-down");
    /// To the first row.
    First = "first", message!("ui-command-first");
    /// To the last row.
    Last = "last", message!("ui-command-last");
    /// The next resource type.
    NextTab = "next-tab", message!("ui-command-next-tab");
    /// The previous resource type.
    PreviousTab = "previous-tab", message!("ui-command-previous-tab");
    /// The first resource type.
    Tab1 = "tab-1", message!("ui-command-tab", number = 1_usize);
    /// The second resource type.
    Tab2 = "tab-2", message!("ui-command-tab", number = 2_usize);
    /// The third resource type.
    Tab3 = "tab-3", message!("ui-command-tab", number = 3_usize);
    /// The fourth resource type.
    Tab4 = "tab-4", message!("ui-command-tab", number = 4_usize);
    /// The fifth resource type.
    Tab5 = "tab-5", message!("ui-command-tab", number = 5_usize);
    /// The sixth resource type.
    Tab6 = "tab-6", message!("ui-command-tab", number = 6_usize);
    /// The seventh resource type.
    Tab7 = "tab-7", message!("ui-command-tab", number = 7_usize);
    /// The eighth resource type.
    Tab8 = "tab-8", message!("ui-command-tab", number = 8_usize);
    /// The ninth resource type.
    Tab9 = "tab-9", message!("ui-command-tab", number = 9_usize);
    /// Filters as one types.
    Filter = "filter", message!("ui-command-filter");
    /// Looks for a text in every type and region.
    Search = "search", message!("ui-command-search");
    /// Sorts by the next column.
    SortNext = "sort-next", message!("ui-command-sort-next");
    /// Turns the order round.
    SortReverse = "sort-reverse", message!("ui-command-sort-reverse");
    /// Chooses the columns that are shown.
    Columns = "columns", message!("ui-command-columns");
    /// Chooses regions.
    Regions = "regions", message!("ui-command-regions");
    /// Chooses a resource group.
    ResourceGroups = "resource-groups", message!("ui-command-resource-groups");
    /// Chooses a profile.
    Profiles = "profiles", message!("ui-command-profiles");
    /// Lists anew.
    Refresh = "refresh", message!("ui-command-refresh");
    /// Lists anew every so often, or does so no more.
    AutoRefresh = "auto-refresh", message!("ui-command-auto-refresh");
    /// Marks a row, or a choice, or takes the mark away.
    Mark = "mark", message!("ui-command-mark");
    /// Marks all rows that are shown, or takes all marks away.
    MarkAll = "mark-all", message!("ui-command-mark-all");
    /// Chooses an action on what is marked, or else on what the cursor is on.
    Actions = "actions", message!("ui-command-actions");
    /// Shows what was done and is being done.
    Results = "results", message!("ui-command-results");
    /// Copies the id.
    CopyId = "copy-id", message!("ui-command-copy-id");
    /// Copies the address.
    CopyIp = "copy-ip", message!("ui-command-copy-ip");
    /// Changes between fields and raw JSON.
    Raw = "raw", message!("ui-command-raw");
    /// Shows a view of the resource: a log, for instance.
    View = "view", message!("ui-command-view");
    /// Follows a view, or does so no more.
    Follow = "follow", message!("ui-command-follow");
    /// Changes the parameters of a view.
    Parameters = "parameters", message!("ui-command-parameters");
    /// Shows what failed, in full.
    Failures = "failures", message!("ui-command-failures");
    /// Shows the log.
    Log = "log", message!("ui-command-log");
    /// Sets the next of the words that a setting may be.
    NextValue = "next-value", message!("ui-command-next-value");
    /// Sets the previous one.
    PreviousValue = "previous-value", message!("ui-command-previous-value");
    /// Puts a setting back to its default.
    DefaultValue = "default-value", message!("ui-command-default-value");
    /// Has a plugin used, or not used any more.
    Switch = "switch", message!("ui-command-switch");
    /// Makes a profile the current one.
    Use = "use", message!("ui-command-use");
    /// Adds a profile.
    Add = "add", message!("ui-command-add");
    /// Edits a profile.
    Edit = "edit", message!("ui-command-edit");
    /// Gives a profile another name.
    Rename = "rename", message!("ui-command-rename");
    /// Removes a profile.
    Remove = "remove", message!("ui-command-remove");
    /// Makes own profiles of those of others.
    Import = "import", message!("ui-command-import");
    /// Sees whether a profile works.
    Verify = "verify", message!("ui-command-verify");
    /// Has a person log in.
    LogIn = "log-in", message!("ui-command-log-in");
    /// Forgets a login.
    LogOut = "log-out", message!("ui-command-log-out");
    /// Draws everything anew.
    Redraw = "redraw", message!("ui-command-redraw");
}

impl Command {
    /// What it does there, in words.
    pub(crate) fn help_in(self, context: Context) -> Message {
        match (self, context) {
            (Self::Open, Context::Choice) => message!("ui-open-choose"),
            (Self::Open, Context::Line) => message!("ui-open-done"),
            (Self::Open, Context::Form) => message!("ui-open-go-on"),
            (Self::Open, Context::Settings) => message!("ui-open-change"),
            _ => self.help(),
        }
    }

    /// Where it moves what is at `from`, among places up to `last` of which a page shows so many; none if it moves nothing.
    pub(crate) fn moves(self, from: usize, last: usize, page: usize) -> Option<usize> {
        let to = match self {
            Self::Up => from.saturating_sub(1),
            Self::Down => from.saturating_add(1),
            Self::PageUp => from.saturating_sub(page),
            Self::PageDown => from.saturating_add(page),
            Self::First => 0,
            Self::Last => last,
            _ => return None,
        };
        Some(to.min(last))
    }

    /// The place of the tab that it goes to, from 0.
    pub(crate) fn tab(self) -> Option<usize> {
        use Command as C;
        let tabs = [
            C::Tab1,
            C::Tab2,
            C::Tab3,
            C::Tab4,
            C::Tab5,
            C::Tab6,
            C::Tab7,
            C::Tab8,
            C::Tab9,
        ];
        tabs.iter().position(|tab| *tab == self)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn what_moves_stays_within_its_places() {
        use Command as C;
        let moves = |command: C| command.moves(4, 9, 6);
        let to = [C::Up, C::Down, C::PageUp, C::PageDown, C::First, C::Last].map(moves);
        assert_eq!(to, [3, 5, 0, 9, 0, 9].map(Some));
        assert_eq!(C::Open.moves(4, 9, 6), None);
        assert_eq!(C::Down.moves(0, 0, 1), Some(0), "there is nowhere to go");
    }

    #[test]
    fn every_command_has_a_name_of_its_own() {
        let names: HashSet<&str> = Command::ALL.iter().map(|command| command.name()).collect();
        assert_eq!(names.len(), Command::ALL.len());
    }
}
