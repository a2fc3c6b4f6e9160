//! All that the UI knows: plain data, changed by [`update`](super::update) alone.

mod account_form;
mod accounts;
mod choice;
mod deed;
mod dialog;
mod form;
mod hold;
mod home;
mod input;
mod line;
mod plugins;
mod scope;
mod search;
mod settings;
mod sure;
mod viewed;

use std::{collections::VecDeque, time::Duration};

use yun_plugin_api::manifest::ResourceManifest;

pub(super) use account_form::{AccountForm, Button, GROUP, MODE, REGION};
pub(super) use accounts::AccountsPage;
pub(super) use choice::{About, Choice, Entry, Targets, Title, Value};
pub(super) use deed::{Answer, Confirm, Deed, Fate, Piece, beside, goes_on, keep, key, reached};
pub(super) use dialog::{Dialog, FormDialog, Lines, Purpose, Question, TextPane};
pub(super) use form::{Filled, Form, Value as FieldValue, choices as plain_choices, own_field};
pub(super) use home::{Detail, Home, List, PROFILE, Tab};
pub(super) use input::Input;
pub(super) use line::Line;
pub(super) use plugins::{PluginDetail, PluginsPage};
pub(super) use scope::{Group, Scope};
pub(super) use search::{Search, TYPE};
pub(super) use settings::SettingsPage;
pub(super) use sure::{Meant, Sure};
pub(super) use viewed::{Part, Viewed};

use super::{
    chosen::Chosen,
    command::Command,
    event::{Generation, KnownProfile, Moment},
    keys::{Context, Keys},
    view::Look,
};
use crate::{
    error::Error,
    text::{Language, Message, message},
};

/// How many lines of the log are kept.
const MOST_LOG_LINES: usize = 500;
/// How long a notice stands.
pub(super) const NOTICE: Duration = Duration::from_secs(4);
/// How often a list is refreshed by itself, once that is asked for.
const REFRESH_INTERVAL: Duration = Duration::from_secs(30);
/// How long one picture of what turns while something is loaded stands.
pub(super) const TURN: Duration = Duration::from_millis(125);

/// All that the UI knows.
pub(super) struct State {
    /// The language of what people read.
    pub(super) language: Language,
    /// What the terminal can show.
    pub(super) look: Look,
    /// What keys do.
    pub(super) keys: Keys,
    /// Columns and rows of the screen.
    pub(super) size: (u16, u16),
    /// How late it is.
    pub(super) now: Moment,
    /// The page that is shown.
    pub(super) page: Page,
    /// Whose resources are shown, and which of them.
    pub(super) scope: Scope,
    /// The profiles that there are.
    pub(super) profiles: Asked<Vec<KnownProfile>>,
    /// The reading of them anew that is under way.
    pub(super) rereading: Option<Generation>,
    /// The profile that is being made the current one because it was chosen to be looked at.
    pub(super) using: Using,
    /// The page of resources.
    pub(super) home: Home,
    /// The page of settings.
    pub(super) settings: SettingsPage,
    /// The page of profiles.
    pub(super) accounts: AccountsPage,
    /// The page of plugins.
    pub(super) plugins: PluginsPage,
    /// Whether the mouse is used.
    pub(super) mouse: bool,
    /// Whether the terminal rings when an action is over.
    pub(super) bell: bool,
    /// How many lines of a view are kept.
    pub(super) scrollback: usize,
    /// What was done to resources, or is being done, the last begun last.
    pub(super) deeds: Vec<Deed>,
    /// What stands over the page, the topmost last.
    pub(super) dialogs: Vec<Dialog>,
    /// Plugins' questions that wait until the one that is shown is answered.
    pub(super) questions: VecDeque<Question>,
    /// Until when no keys are taken; see [`State::hold`].
    held_until: Option<Moment>,
    /// What has just been done.
    pub(super) notice: Option<Notice>,
    /// What a plugin says of its progress; while something is loaded.
    pub(super) progress: Option<String>,
    /// The last lines of the log.
    pub(super) log: VecDeque<String>,
    /// How often lists are refreshed, and whether that is done.
    pub(super) refresh: Refresh,
    /// Whether what is drawn is not what is known any more.
    pub(super) changed: bool,
    last_asked: Generation,
}

/// The profile that is being made the current one. One is at a time, so that the last that was chosen stays.
#[derive(Default)]
pub(super) struct Using {
    /// The number under which it is done, and its name.
    pub(super) asked: Option<(Generation, String)>,
    /// The one that was chosen meanwhile.
    pub(super) next: Option<String>,
}

/// The pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    /// Resources.
    Home,
    /// What can be set.
    Settings,
    /// Plugins.
    Plugins,
    /// Profiles.
    Accounts,
}

/// What somebody was asked for.
pub(super) enum Asked<T> {
    /// It is not known yet.
    Waiting(Generation),
    /// The answer.
    Known(T),
    /// Why there is none.
    Failed(Error),
}

impl<T> Asked<T> {
    /// The answer, if it is known.
    pub(super) fn known(&self) -> Option<&T> {
        match self {
            Self::Known(known) => Some(known),
            _ => None,
        }
    }

    /// Whether this question is still asked.
    pub(super) fn waits_for(&self, generation: Generation) -> bool {
        matches!(self, Self::Waiting(asked) if *asked == generation)
    }
}

/// What has just been done.
pub(super) struct Notice {
    /// What is said.
    pub(super) said: Message,
    /// Until when it stands.
    pub(super) until: Moment,
}

/// How often lists are refreshed by themselves.
pub(super) struct Refresh {
    /// How long after a list ended the next begins.
    pub(super) interval: Duration,
    /// Whether that is done.
    pub(super) automatic: bool,
    /// What the setting says.
    pub(super) set: Option<Duration>,
}

impl State {
    /// What is known before anything was asked.
    pub(super) fn new(chosen: Chosen, size: (u16, u16), scope: Scope, home: Home) -> Self {
        let preferences = chosen.preferences;
        let mut state = Self {
            language: chosen.language,
            look: Look::of(&preferences),
            keys: chosen.keys,
            size,
            now: Moment::ZERO,
            page: Page::Home,
            scope,
            profiles: Asked::Waiting(Generation::default()),
            rereading: None,
            using: Using::default(),
            home,
            settings: SettingsPage::of(chosen.settings),
            accounts: AccountsPage::new(),
            plugins: PluginsPage::new(),
            mouse: preferences.mouse,
            bell: preferences.bell,
            scrollback: preferences.scrollback,
            deeds: Vec::new(),
            dialogs: Vec::new(),
            questions: VecDeque::new(),
            held_until: None,
            notice: None,
            progress: None,
            log: VecDeque::new(),
            refresh: Refresh {
                interval: preferences.refresh.unwrap_or(REFRESH_INTERVAL),
                automatic: preferences.refresh.is_some(),
                set: preferences.refresh,
            },
            changed: true,
            last_asked: Generation::default(),
        };
        state.mind(&chosen.wrong);
        state
    }

    /// Tells what is wrong with settings and keys: in full in the log.
    pub(super) fn mind(&mut self, wrong: &[Error]) {
        for error in wrong {
            self.log(error.to_text(self.language));
        }
        if !wrong.is_empty() {
            self.note(message!("ui-settings-wrong", count = wrong.len()));
        }
    }

    /// The number of a new question.
    pub(super) fn ask(&mut self) -> Generation {
        self.last_asked = Generation(self.last_asked.0 + 1);
        self.last_asked
    }

    /// Says for a while what has just been done.
    pub(super) fn note(&mut self, said: Message) {
        self.notice = Some(Notice {
            said,
            until: self.now + NOTICE,
        });
    }

    /// Keeps a line of the log.
    pub(super) fn log(&mut self, line: String) {
        if self.log.len() == MOST_LOG_LINES {
            self.log.pop_front();
        }
        self.log.push_back(line);
    }

    /// Where one is, as far as keys are concerned.
    pub(super) fn context(&self) -> Context {
        match self.dialogs.last() {
            Some(Dialog::Choice(_) | Dialog::Sure(_)) => Context::Choice,
            Some(Dialog::Text(_)) => Context::Text,
            Some(Dialog::Question(question)) => question.context(),
            Some(Dialog::Form(_)) => Context::Form,
            Some(Dialog::Confirm(confirm)) if confirm.typed.is_some() => Context::Line,
            Some(Dialog::Confirm(_)) => Context::Choice,
            None => match self.page {
                Page::Home if self.home.filtering.is_some() => Context::Line,
                Page::Home if self.home.viewed().is_some() => Context::View,
                Page::Home if self.home.detail.is_some() => Context::Detail,
                Page::Home => Context::Table,
                Page::Settings if self.settings.editing.is_some() => Context::Line,
                Page::Settings => Context::Settings,
                Page::Plugins if self.plugins.detail.is_some() => Context::Plugin,
                Page::Plugins => Context::Plugins,
                Page::Accounts if self.accounts.form.is_some() => Context::Form,
                Page::Accounts if self.accounts.renaming.is_some() => Context::Line,
                Page::Accounts => Context::Accounts,
            },
        }
    }

    /// What a command does there, in words; none where there is nothing that it could do.
    pub(super) fn does(&self, command: Command, context: Context) -> Option<Title> {
        match command.tab() {
            Some(at) => {
                let tab = self.home.tabs.get(at)?;
                Some(Title::Declared(tab.resource.title.clone()))
            }
            None if command == Command::View => match &self.pointed_type()?.views[..] {
                [] => None,
                [view] => Some(Title::Declared(view.title.clone())),
                _ => Some(Title::Message(command.help_in(context))),
            },
            None => Some(Title::Message(command.help_in(context))),
        }
    }

    /// The type of the resource that is looked at, or else that the cursor is on.
    pub(super) fn pointed_type(&self) -> Option<&ResourceManifest> {
        let kind = match &self.home.detail {
            Some(detail) => detail.subject.resource_type.clone(),
            None => {
                let tab = self.home.tab()?;
                tab.type_of(tab.row()?)
            }
        };
        Some(&self.home.tab_of(&kind)?.resource)
    }

    /// Whether something can be marked where one is.
    pub(super) fn marks(&self) -> bool {
        match self.dialogs.last() {
            Some(Dialog::Choice(choice)) => choice.about.takes_several(),
            _ => self.context() == Context::Table,
        }
    }

    /// Whether anything is being loaded, so that something turns.
    pub(super) fn is_loading(&self) -> bool {
        let tab = self.home.tab().is_some_and(|tab| tab.list.asked.is_some());
        let detail = self.home.detail.as_ref();
        let detail = detail.is_some_and(|detail| matches!(detail.resource, Asked::Waiting(_)));
        let viewed = self.home.viewed();
        let viewed = viewed.is_some_and(|viewed| viewed.asked.is_some() && viewed.lines.is_empty());
        let choice = self.dialogs.iter().any(|dialog| match dialog {
            Dialog::Choice(choice) => matches!(choice.entries, Asked::Waiting(_)),
            Dialog::Confirm(confirm) => matches!(confirm.planned, Asked::Waiting(_)),
            _ => false,
        });
        let deed = self.deeds.iter().any(Deed::is_under_way);
        tab || detail
            || choice
            || deed
            || viewed
            || self.settings.changing.is_some()
            || self.settings.reading.is_some()
            || self.plugins.is_loading()
            || self.accounts.is_loading()
            || matches!(self.profiles, Asked::Waiting(_))
    }

    /// When the time changes something by itself; never if nothing does.
    pub(super) fn wakes_at(&self) -> Option<Moment> {
        let turns = self.is_loading().then(|| {
            let pictures = self.now.as_millis() / TURN.as_millis() + 1;
            TURN * u32::try_from(pictures).unwrap_or(u32::MAX)
        });
        let notice = self.notice.as_ref().map(|notice| notice.until);
        let older = self
            .age()
            .map(|age| self.now.saturating_sub(age) + Duration::from_secs(age.as_secs() + 1));
        [turns, notice, older, self.refreshes_at(), self.held_until]
            .into_iter()
            .flatten()
            .min()
    }

    /// How old the oldest rows are of the list that is shown; none if it is whole.
    pub(super) fn age(&self) -> Option<Moment> {
        let since = self.home.tab()?.old.values().min()?;
        Some(self.now.saturating_sub(*since))
    }

    /// When the list that is shown is listed anew by itself.
    pub(super) fn refreshes_at(&self) -> Option<Moment> {
        let list = &self.home.tab()?.list;
        let ended = list.ended_at?;
        (self.refresh.automatic && !list.is_in_vain).then(|| ended + self.refresh.interval)
    }
}
