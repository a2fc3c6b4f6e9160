//! The page of profiles: how each stands, and the form of one.

use ratatui_core::{buffer::Buffer, layout::Rect, style::Style};

use super::{
    Line, Typing, account_form, areas, error_lines,
    home::put,
    sheet::{self, Sheet},
    status,
    text::wrapped,
    typing, waiting_lines,
};
use crate::{
    output::Tone,
    profile::standing::Standing,
    text::message,
    ui::{
        account::Account,
        state::{Asked, State},
    },
};

/// Before lines.
const GAP: usize = 2;

pub(super) fn draw(state: &State, size: (u16, u16), buffer: &mut Buffer) -> Typing {
    let areas = areas::areas(size);
    let title = match &state.accounts.form {
        Some(form) => account_form::title(state, form),
        None => state.language.say(&message!("ui-accounts")),
    };
    let title = match state.is_held() && state.dialogs.is_empty() {
        true => state.language.say(&message!("ui-held", title = title)),
        false => title,
    };
    put(buffer, areas.header, 1, &title, state.look.title());
    let typing = match &state.accounts.form {
        Some(form) => account_form::draw(state, form, areas.body, buffer),
        None => {
            list(state, areas.body, buffer);
            None
        }
    };
    if let Some(hints) = areas.hints {
        status::hints(state, hints, buffer);
    }
    match &state.accounts.renaming {
        Some(typed) => {
            let label = format!(" {} ", state.language.say(&message!("ui-new-name")));
            let at = put(buffer, areas.status, areas.status.x, &label, state.look.accent());
            let room = Rect {
                x: at,
                width: areas.status.right().saturating_sub(at),
                ..areas.status
            };
            Some(typing::draw(typed, None, room, Style::new(), buffer))
        }
        None => {
            status::page(state, parts(state), areas.status, buffer);
            typing
        }
    }
}

fn list(state: &State, area: Rect, buffer: &mut Buffer) {
    let page = &state.accounts;
    let room = usize::from(area.width).saturating_sub(2 * GAP);
    let Some(accounts) = page.accounts.known() else {
        let text = waiting_lines(&page.accounts, state, room);
        return super::lines(buffer, sheet::indented(area), &text, 0);
    };
    if accounts.is_empty() {
        let text = wrapped(&state.language.say(&message!("ui-accounts-none")), room);
        let text: Vec<Line> = text.into_iter().map(|line| (line, Style::new())).collect();
        return super::lines(buffer, sheet::indented(area), &text, 0);
    }
    let about = about(state, room);
    let (above, below) = sheet::split(area, about.len());
    let columns = [
        message!("column-name"),
        message!("column-status"),
        message!("column-mode"),
        message!("column-region"),
        message!("column-resource-group"),
        message!("column-source"),
    ];
    let sheet = Sheet {
        headings: columns.map(|column| state.language.say(&column)).into(),
        rows: accounts.iter().map(|account| row(state, account)).collect(),
        marked: accounts.iter().map(|account| account.current).collect(),
    };
    sheet::draw(state, &sheet, page.cursor, above, buffer);
    super::lines(buffer, sheet::indented(below), &about, 0);
}

fn row(state: &State, account: &Account) -> Vec<Line> {
    let plain = |text: Option<&str>| (text.unwrap_or_default().to_owned(), Style::new());
    let title = account.title.as_ref().map(|title| state.language.pick(title));
    vec![
        (account.name.clone(), Style::new()),
        status(state, account),
        plain(title.or(account.mode.as_deref())),
        plain(account.region.as_deref()),
        plain(account.resource_group.as_deref()),
        plain(Some(account.source.word())),
    ]
}

/// How a profile stands: whether it works, if somebody asked.
fn status(state: &State, account: &Account) -> Line {
    let (said, tone) = match state.accounts.verdicts.get(&account.name) {
        Some(Asked::Waiting(_)) => (message!("progress-verify"), Tone::Busy),
        Some(Asked::Known(Ok(_))) if account.standing != Standing::LoggedIn => {
            (message!("ui-account-works"), Tone::Good)
        }
        Some(Asked::Known(Err(_)) | Asked::Failed(_)) => (message!("ui-account-fails"), Tone::Bad),
        None if account.standing == Standing::Ok => (message!("ui-account-untried"), Tone::Idle),
        _ => (account.standing.title(), tone(account.standing)),
    };
    (state.language.say(&said), state.look.tone(tone))
}

fn tone(standing: Standing) -> Tone {
    match standing {
        Standing::LoggedIn => Tone::Good,
        Standing::Ok | Standing::LoggedOut => Tone::Idle,
        _ => Tone::Bad,
    }
}

/// Why the last thing was not done, and whether the profile that the cursor is on works.
fn about(state: &State, room: usize) -> Vec<Line> {
    let (look, language) = (state.look, state.language);
    let mut about = Vec::new();
    if let Some(error) = &state.accounts.failed {
        about.extend(error_lines(error, state, room));
    }
    let pointed = state.accounts.pointed();
    match pointed.and_then(|account| state.accounts.verdicts.get(&account.name)) {
        Some(Asked::Known(Ok(identity))) => {
            let message = message!(
                "note-verified",
                arn = &identity.arn,
                account = &identity.account_id
            );
            let lines = wrapped(&language.say(&message), room);
            about.extend(lines.into_iter().map(|line| (line, look.tone(Tone::Good))));
        }
        Some(Asked::Known(Err(error)) | Asked::Failed(error)) => {
            about.extend(error_lines(error, state, room));
        }
        _ => {}
    }
    about
}

fn parts(state: &State) -> Vec<Line> {
    let accounts = state
        .accounts
        .accounts
        .known()
        .filter(|_| state.accounts.form.is_none());
    let Some(accounts) = accounts else {
        return Vec::new();
    };
    let count = message!("ui-accounts-count", count = accounts.len());
    vec![(state.language.say(&count), Style::new())]
}
