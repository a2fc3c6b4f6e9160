//! The keys as they are until somebody changes them.

use crossterm::event::KeyCode as K;

use super::{Context, Press};
use crate::ui::command::Command as C;

/// Keys that move in anything that scrolls.
const MOVING: &[(K, C)] = &[
    (K::Up, C::Up),
    (K::Down, C::Down),
    (K::PageUp, C::PageUp),
    (K::PageDown, C::PageDown),
    (K::Home, C::First),
    (K::End, C::Last),
];

/// Letters that move, where letters are not text.
const MOVING_LETTERS: &[(K, C)] = &[
    (K::Char('k'), C::Up),
    (K::Char('j'), C::Down),
    (K::Char('g'), C::First),
    (K::Char('G'), C::Last),
];

const TABLE: &[(K, C)] = &[
    (K::Enter, C::Open),
    (K::Tab, C::NextTab),
    (K::BackTab, C::PreviousTab),
    (K::Right, C::NextTab),
    (K::Left, C::PreviousTab),
    (K::Char('1'), C::Tab1),
    (K::Char('2'), C::Tab2),
    (K::Char('3'), C::Tab3),
    (K::Char('4'), C::Tab4),
    (K::Char('5'), C::Tab5),
    (K::Char('6'), C::Tab6),
    (K::Char('7'), C::Tab7),
    (K::Char('8'), C::Tab8),
    (K::Char('9'), C::Tab9),
    (K::Char('/'), C::Filter),
    (K::Char('f'), C::Search),
    (K::Char('s'), C::SortNext),
    (K::Char('S'), C::SortReverse),
    (K::Char('c'), C::Columns),
    (K::Char('R'), C::Regions),
    (K::Char('o'), C::ResourceGroups),
    (K::Char('p'), C::Profiles),
    (K::Char('r'), C::Refresh),
    (K::Char('A'), C::AutoRefresh),
    (K::Char(' '), C::Mark),
    (K::Char('*'), C::MarkAll),
    (K::Char('V'), C::View),
    (K::Char('a'), C::Actions),
    (K::Char('w'), C::Results),
    (K::Char('y'), C::CopyId),
    (K::Char('Y'), C::CopyIp),
    (K::Char('e'), C::Failures),
];

const DETAIL: &[(K, C)] = &[
    (K::Enter, C::Back),
    (K::Char('v'), C::Raw),
    (K::Char('r'), C::Refresh),
    (K::Char('V'), C::View),
    (K::Char('a'), C::Actions),
    (K::Char('w'), C::Results),
    (K::Char('y'), C::CopyId),
    (K::Char('Y'), C::CopyIp),
    (K::Char('e'), C::Failures),
];

const VIEW: &[(K, C)] = &[
    (K::Char('f'), C::Follow),
    (K::Char('o'), C::Parameters),
    (K::Char('V'), C::View),
    (K::Char('r'), C::Refresh),
    (K::Char('a'), C::Actions),
    (K::Char('w'), C::Results),
    (K::Char('y'), C::CopyId),
];

const SETTINGS: &[(K, C)] = &[
    (K::Enter, C::Open),
    (K::Right, C::NextValue),
    (K::Char(' '), C::NextValue),
    (K::Left, C::PreviousValue),
    (K::Char('d'), C::DefaultValue),
    (K::Delete, C::DefaultValue),
    (K::Char('r'), C::Refresh),
];

const ACCOUNTS: &[(K, C)] = &[
    (K::Enter, C::Use),
    (K::Char('u'), C::Use),
    (K::Char('a'), C::Add),
    (K::Char('+'), C::Add),
    (K::Char('e'), C::Edit),
    (K::Char('n'), C::Rename),
    (K::Char('d'), C::Remove),
    (K::Delete, C::Remove),
    (K::Char('i'), C::Import),
    (K::Char('v'), C::Verify),
    (K::Char('l'), C::LogIn),
    (K::Char('o'), C::LogOut),
    (K::Char('r'), C::Refresh),
];

const FORM: &[(K, C)] = &[
    (K::Esc, C::Back),
    (K::Enter, C::Open),
    (K::Tab, C::Down),
    (K::Down, C::Down),
    (K::BackTab, C::Up),
    (K::Up, C::Up),
    (K::PageUp, C::PageUp),
    (K::PageDown, C::PageDown),
];

const PLUGINS: &[(K, C)] = &[
    (K::Enter, C::Open),
    (K::Char('e'), C::Switch),
    (K::Char('r'), C::Refresh),
];

const PLUGIN: &[(K, C)] = &[
    (K::Enter, C::Back),
    (K::Char('v'), C::Raw),
    (K::Char('r'), C::Refresh),
    (K::Char('y'), C::CopyId),
];

/// Keys of every page: how one leaves it, asks, and goes to another.
const PAGE: &[(K, C)] = &[
    (K::Char('q'), C::Quit),
    (K::Char('?'), C::Help),
    (K::Esc, C::Back),
    (K::Char('L'), C::Log),
    (K::Char(':'), C::Palette),
    (K::Char(','), C::Settings),
    (K::Char('P'), C::Accounts),
    (K::Char('X'), C::Plugins),
];

const TEXT: &[(K, C)] = &[(K::Esc, C::Back), (K::Enter, C::Back), (K::Char('q'), C::Back)];

const CHOICE: &[(K, C)] = &[(K::Esc, C::Back), (K::Enter, C::Open), (K::Char(' '), C::Mark)];

const LINE: &[(K, C)] = &[
    (K::Esc, C::Back),
    (K::Enter, C::Open),
    (K::Up, C::Up),
    (K::Down, C::Down),
    (K::PageUp, C::PageUp),
    (K::PageDown, C::PageDown),
];

/// The pages, and the keys that each has of its own.
const PAGES: [(Context, &[(K, C)]); 7] = [
    (Context::Table, TABLE),
    (Context::Detail, DETAIL),
    (Context::View, VIEW),
    (Context::Settings, SETTINGS),
    (Context::Accounts, ACCOUNTS),
    (Context::Plugins, PLUGINS),
    (Context::Plugin, PLUGIN),
];

/// Each key with what it does, by where one is.
pub(super) fn bound() -> Vec<(Context, Press, C)> {
    let mut bound = Vec::new();
    let mut bind = |context, tables: &[&[(K, C)]]| {
        let own = tables.iter().copied().flatten();
        bound.extend(own.map(|(key, command)| (context, Press::of(*key), *command)));
        bound.push((context, Press::control('c'), C::Quit));
        bound.push((context, Press::control('l'), C::Redraw));
    };
    for (context, own) in PAGES {
        bind(context, &[PAGE, own, MOVING, MOVING_LETTERS]);
    }
    bind(Context::Form, &[FORM]);
    bind(Context::Text, &[TEXT, MOVING, MOVING_LETTERS]);
    bind(Context::Choice, &[CHOICE, MOVING]);
    bind(Context::Line, &[LINE]);
    bound.extend(PAGES.map(|(context, _)| (context, Press::control('p'), C::Palette)));
    bound
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::ui::keys::Keys;

    #[test]
    fn no_key_does_two_things_and_every_command_has_one() {
        let bound = bound();
        let keys: HashSet<_> = bound
            .iter()
            .map(|(context, press, _)| (*context, *press))
            .collect();
        assert_eq!(keys.len(), bound.len());
        for command in C::ALL {
            assert!(bound.iter().any(|bound| bound.2 == *command), "{command:?}");
        }
    }

    #[test]
    fn keys_are_named_as_people_name_them() {
        let keys = Keys::default();
        let titles = |context, command| {
            let titles: Vec<String> = keys.of(context, command).map(Press::title).collect();
            titles.join(" ")
        };
        assert_eq!(titles(Context::Table, C::Quit), "q Ctrl-C");
        assert_eq!(titles(Context::Table, C::PreviousTab), "Shift-Tab Left");
        assert_eq!(titles(Context::Table, C::Mark), "Space");
        assert_eq!(titles(Context::Detail, C::PageDown), "PgDn");
    }
}
