//! What stands over a page.

use ratatui_core::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};
use ratatui_widgets::{block::Block, borders::Borders, clear::Clear};
use unicode_width::UnicodeWidthStr;
use yun_plugin_api::QuestionKind;

use super::{
    Line, Typing, confirm, deeds, error_lines, form,
    home::put,
    line, status, sure,
    text::{cut, wrapped},
    typing, waiting_lines,
};
use crate::{
    output::Tone,
    text::{message, visible, visible_lines},
    ui::{
        account::Imported,
        command::Command,
        state::{About, Asked, Choice, Dialog, Entry, Lines, Question, State, TextPane, Value},
    },
};

/// The widest that a choice or a question becomes.
const WIDEST: u16 = 72;

pub(super) fn draw(state: &State, dialog: &Dialog, area: Rect, buffer: &mut Buffer) -> Typing {
    match dialog {
        Dialog::Choice(choice) => draw_choice(state, choice, area, buffer),
        Dialog::Text(pane) => {
            let title = match &pane.about {
                Lines::Keys(_) => message!("ui-keys"),
                Lines::Failures => message!("ui-failures"),
                Lines::Log => message!("ui-log"),
                Lines::Imported(_) => message!("ui-imported"),
                Lines::Deeds => message!("ui-deeds"),
                Lines::Told(_) => message!("ui-told"),
            };
            let shown = lines(state, pane, usize::from(inner(pane_area(area)).width));
            let area = fitted(area, &shown);
            cleared(state, area, buffer);
            let title = held(state, dialog, state.language.say(&title));
            let inner = framed(state, &title, area, buffer);
            super::lines(buffer, inner, &shown, pane.above);
            let below = shown.len() > pane.above + usize::from(inner.height);
            goes_on(state, area, pane.above > 0, below, buffer);
            None
        }
        Dialog::Question(question) => {
            let title = visible(&state.language.say(&question.by));
            let title = held(state, dialog, title);
            draw_question(state, question, &title, area, buffer)
        }
        Dialog::Sure(sure) => {
            sure::draw(state, sure, area, buffer);
            None
        }
        Dialog::Form(dialog) => form::draw(state, dialog, area, buffer),
        Dialog::Confirm(asked) => confirm::draw(state, asked, area, buffer),
    }
}

/// The title of what came up by itself; as long as it takes no keys, it says so.
fn held(state: &State, dialog: &Dialog, title: String) -> String {
    let is_on_top = state.dialogs.last().is_some_and(|top| std::ptr::eq(top, dialog));
    match is_on_top && state.is_held() {
        true => state.language.say(&message!("ui-held", title = title)),
        false => title,
    }
}

/// Makes room for what stands over a page.
pub(super) fn cleared(state: &State, area: Rect, buffer: &mut Buffer) {
    Clear.render(area, buffer);
    buffer.set_style(area, state.look.text());
    // What is two columns wide and only half covered goes as well: terminals would draw it over the frame.
    let Some(before) = area.x.checked_sub(1) else {
        return;
    };
    for row in area.rows() {
        if let Some(cell) = buffer.cell_mut((before, row.y))
            && cell.symbol().width() > 1
        {
            cell.set_symbol(" ");
        }
    }
}

/// A frame with a title; answers with what is inside.
pub(super) fn framed(state: &State, title: &str, area: Rect, buffer: &mut Buffer) -> Rect {
    let title = cut(
        &visible(title),
        usize::from(area.width.saturating_sub(6)),
        state.look.ellipsis(),
    );
    Block::new()
        .borders(Borders::ALL)
        .border_set(state.look.border())
        .border_style(state.look.frame())
        .title(format!(" {title} "))
        .title_style(state.look.title())
        .render(area, buffer);
    inner(area)
}

/// What is inside a frame: a column apart from it at both sides.
pub(super) fn inner(area: Rect) -> Rect {
    Rect::new(
        area.x + 2,
        area.y + 1,
        area.width.saturating_sub(4),
        area.height.saturating_sub(2),
    )
}

/// Where lines of text stand: nearly everywhere.
pub(super) fn pane_area(area: Rect) -> Rect {
    let margin = |length: u16, least: u16| if length > least { 2 } else { 0 };
    let (columns, rows) = (margin(area.width, 60), margin(area.height, 20) / 2);
    Rect::new(
        area.x + columns,
        area.y + rows,
        area.width - 2 * columns,
        area.height - 2 * rows,
    )
}

/// Where these lines stand: no larger than they need, and as wide as other dialogs at least.
pub(super) fn fitted(area: Rect, lines: &[Line]) -> Rect {
    let most = pane_area(area);
    let wanted = |length: usize| u16::try_from(length).unwrap_or(u16::MAX);
    let widest = lines.iter().map(|(line, _)| line.width()).max().unwrap_or(0);
    let width = wanted(widest + 4).max(WIDEST).min(most.width);
    let height = wanted(lines.len() + 2).min(most.height);
    Rect::new(
        area.x + (area.width - width) / 2,
        area.y + (area.height - height) / 2,
        width,
        height,
    )
}

/// How many columns a text has in the middle of the screen.
pub(super) fn room(area: Rect) -> usize {
    usize::from(inner(middle(area, 0)).width)
}

/// The middle of the screen, with so many lines inside the frame.
pub(super) fn middle(area: Rect, inside: usize) -> Rect {
    let width = area.width.saturating_sub(2).min(WIDEST);
    let height = u16::try_from(inside + 2)
        .unwrap_or(u16::MAX)
        .min(area.height.saturating_sub(2));
    Rect::new(
        area.x + (area.width - width) / 2,
        area.y + (area.height - height) / 2,
        width,
        height,
    )
}

/// The lines of a text, of so many columns.
pub(super) fn lines(state: &State, pane: &TextPane, room: usize) -> Vec<Line> {
    let plain = |text: &str| -> Vec<Line> {
        let lines = visible_lines(text);
        wrapped(&lines, room)
            .into_iter()
            .map(|line| (line, Style::new()))
            .collect()
    };
    match &pane.about {
        Lines::Keys(context) => {
            let keys = Command::ALL.iter().filter_map(|command| {
                let presses: Vec<String> = state
                    .keys
                    .of(*context, *command)
                    .map(|press| press.title())
                    .collect();
                let help = state.does(*command, *context)?.said(state.language).into_owned();
                (!presses.is_empty()).then(|| (presses.join(" "), visible(&help)))
            });
            let keys: Vec<(String, String)> = keys.collect();
            let widest = keys.iter().map(|(keys, _)| keys.width()).max().unwrap_or(0);
            let line = |(keys, help): &(String, String)| (format!("{keys:widest$}  {help}"), Style::new());
            keys.iter().map(line).collect()
        }
        Lines::Failures => failures(state, room),
        Lines::Log if state.log.is_empty() => plain(&state.language.say(&message!("ui-log-empty"))),
        Lines::Log => state.log.iter().flat_map(|line| plain(line)).collect(),
        Lines::Imported(imported) => imported.iter().flat_map(|one| copied(state, one, room)).collect(),
        Lines::Told(text) => plain(text),
        Lines::Deeds => deeds::lines(state, room),
    }
}

/// What came of copying a profile.
fn copied(state: &State, imported: &Imported, room: usize) -> Vec<Line> {
    let Some(error) = &imported.error else {
        let said = message!("note-imported", name = imported.name.as_str());
        let lines = wrapped(&visible(&state.language.say(&said)), room).into_iter();
        return lines.map(|line| (line, state.look.tone(Tone::Good))).collect();
    };
    error_lines(error, state, room)
}

fn failures(state: &State, room: usize) -> Vec<Line> {
    let Some(tab) = state.home.tab() else {
        return Vec::new();
    };
    let list = &tab.list;
    let failures = list.failures.iter();
    let mut shown: Vec<Line> = failures
        .flat_map(|failure| error_lines(failure, state, room))
        .collect();
    shown.extend(status::remark_lines(state, tab, room));
    if shown.is_empty() {
        let key = status::key(state, Command::Results);
        let text = state.language.say(&message!("ui-no-failures", key = key));
        shown.extend(wrapped(&text, room).into_iter().map(|line| (line, Style::new())));
    }
    shown
}

fn draw_choice(state: &State, choice: &Choice, area: Rect, buffer: &mut Buffer) -> Typing {
    let title = match choice.about {
        About::Profile => message!("ui-accounts"),
        About::Regions => message!("ui-command-regions"),
        About::ResourceGroup | About::OwnGroup => message!("ui-command-resource-groups"),
        About::Commands => message!("ui-choose-command"),
        About::Columns => message!("ui-command-columns"),
        About::Import => message!("prompt-import"),
        About::Mode => message!("prompt-mode"),
        About::OwnRegion => message!("ui-default-region"),
        About::Actions => message!("ui-act-on", target = choice.of.as_str()),
        About::Views => message!("ui-choose-view"),
    };
    let left = choice.left();
    let instead = instead(state, choice, room(area));
    let most = choice.entries.known().map_or(0, Vec::len).max(instead.len());
    let about = about(state, choice, room(area));
    let area = middle(area, most + 1 + about.len());
    cleared(state, area, buffer);
    let inner = framed(state, &state.language.say(&title), area, buffer);
    let typing = typing::draw(&choice.typed, None, prompted(inner, buffer), Style::new(), buffer);
    // What is chosen among comes before what is said of it.
    let said = about.len().min(usize::from(inner.height) / 2) as u16;
    let list = Rect::new(
        inner.x,
        inner.y + 1,
        inner.width,
        inner.height.saturating_sub(1 + said),
    );
    let below = Rect::new(inner.x, list.bottom(), inner.width, said);
    super::lines(buffer, below, &about, 0);
    let Some(entries) = choice.entries.known() else {
        super::lines(buffer, list, &instead, 0);
        return Some(typing);
    };
    if left.is_empty() {
        let nothing = state.language.say(&message!("ui-choice-nothing"));
        line(buffer, list, &nothing, state.look.faint());
    }
    let height = usize::from(list.height).max(1);
    // Pages, so that what is above needs not be kept.
    let above = choice.cursor / height * height;
    goes_on(state, area, above > 0, left.len() > above + height, buffer);
    let has_marks = choice.about.takes_several() || !choice.marked.is_empty();
    for ((place, entry), row) in left.iter().enumerate().skip(above).zip(list.rows()) {
        let entry_at = entries.get(*entry);
        let Some(shown) = entry_at else { continue };
        let mark = match (choice.about.takes_several(), choice.marked.contains(entry)) {
            (true, true) => "[x] ".to_owned(),
            (true, false) => "[ ] ".to_owned(),
            (false, true) => format!("{} ", state.look.mark()),
            (false, false) if has_marks => "  ".to_owned(),
            (false, false) => String::new(),
        };
        let title = visible(&shown.title.said(state.language));
        let text = format!("{mark}{title}  {}", visible(&shown.note));
        let text = cut(text.trim_end(), usize::from(row.width), state.look.ellipsis());
        let style = match shown.value {
            Value::Action { applies: false, .. } => state.look.faint(),
            _ => Style::new(),
        };
        line(buffer, row, &text, style);
        if place == choice.cursor {
            buffer.set_style(row, state.look.cursor());
        }
    }
    Some(typing)
}

/// All that is said of the mode or the action that the cursor is on: its row has no room for it. As many lines whatever it is, so that
/// nothing jumps.
fn about(state: &State, choice: &Choice, room: usize) -> Vec<Line> {
    let entries = choice
        .entries
        .known()
        .filter(|_| matches!(choice.about, About::Mode | About::Actions));
    let Some(entries) = entries else {
        return Vec::new();
    };
    let lines = |entry: &Entry| wrapped(&visible(&entry.note), room);
    let most = entries.iter().map(|entry| lines(entry).len()).max().unwrap_or(0);
    let pointed = choice.pointed().and_then(|at| entries.get(at));
    let mut about = pointed.map(lines).unwrap_or_default();
    about.resize(most, String::new());
    about.into_iter().map(|line| (line, state.look.faint())).collect()
}

/// What stands where there is nothing to choose from: what is waited for; or what may be typed instead, and why.
fn instead(state: &State, choice: &Choice, room: usize) -> Vec<Line> {
    let typed = match (&choice.entries, choice.about) {
        (Asked::Failed(_), About::Regions) => Some(message!("ui-type-region")),
        (Asked::Failed(_), About::ResourceGroup) => Some(message!("ui-type-group")),
        _ => None,
    };
    let typed = typed.map(|typed| state.language.say(&typed));
    let typed = typed.iter().flat_map(|typed| wrapped(typed, room));
    let typed = typed.map(|line| (line, state.look.accent()));
    typed.chain(waiting_lines(&choice.entries, state, room)).collect()
}

/// Says in a frame that what it holds goes on above or below.
fn goes_on(state: &State, area: Rect, above: bool, below: bool, buffer: &mut Buffer) {
    let column = area.right().saturating_sub(4);
    let rows = [
        (above, area.y, false),
        (below, area.bottom().saturating_sub(1), true),
    ];
    for (_, row, downwards) in rows.into_iter().filter(|(goes_on, ..)| *goes_on) {
        let mark = format!(" {} ", state.look.arrow(downwards));
        put(
            buffer,
            Rect::new(area.x, row, area.width, 1),
            column,
            &mark,
            state.look.title(),
        );
    }
}

/// Begins a row in which somebody types; answers with what is left of it.
pub(super) fn prompted(row: Rect, buffer: &mut Buffer) -> Rect {
    let at = put(buffer, row, row.x, "> ", Style::new());
    Rect::new(at, row.y, row.right().saturating_sub(at), row.height.min(1))
}

fn draw_question(state: &State, question: &Question, title: &str, area: Rect, buffer: &mut Buffer) -> Typing {
    let language = state.language;
    let room = room(area);
    let mut text: Vec<Line> = wrapped(&visible(language.pick(&question.asked.title)), room)
        .into_iter()
        .map(|line| (line, state.look.heading()))
        .collect();
    if let Some(help) = &question.asked.help {
        text.extend(
            wrapped(&visible(language.pick(help)), room)
                .into_iter()
                .map(|line| (line, state.look.faint())),
        );
    }
    let above = text.len();
    match question.asked.kind {
        // The line is drawn by itself.
        QuestionKind::Secret | QuestionKind::Text => text.push((String::new(), Style::new())),
        QuestionKind::Confirm => {
            let answers = [message!("cell-yes"), message!("cell-no")];
            text.extend(answers.iter().map(|answer| (language.say(answer), Style::new())));
        }
        _ => text.extend(
            question
                .asked
                .choices
                .iter()
                .map(|choice| (visible(&choice.title), Style::new())),
        ),
    }
    let chosen = above + question.chosen;
    if let Some(line) = text.get_mut(chosen).filter(|_| !question.is_typed()) {
        line.1 = state.look.cursor();
    }
    let area = middle(area, text.len());
    cleared(state, area, buffer);
    let inner = framed(state, title, area, buffer);
    // What is answered is seen in any case.
    let last = if question.is_typed() {
        text.len()
    } else {
        chosen + 1
    };
    let hidden = last.saturating_sub(usize::from(inner.height));
    super::lines(buffer, inner, &text, hidden);
    if !question.is_typed() {
        return None;
    }
    let row = inner.y + u16::try_from(above - hidden.min(above)).unwrap_or(u16::MAX);
    let row = prompted(Rect { y: row, ..inner }, buffer);
    let cover = (question.asked.kind == QuestionKind::Secret).then(|| state.look.hidden());
    Some(typing::draw(&question.typed, cover, row, Style::new(), buffer))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{text::Language, ui::trial::loaded};

    #[test]
    fn nothing_wide_hangs_over_a_frame() {
        let state = loaded(Language::Chinese, (40, 12));
        let mut buffer = Buffer::empty(Rect::new(0, 0, 40, 12));
        for row in 0..12 {
            buffer.set_string(0, row, "实例".repeat(10), Style::new());
        }
        cleared(&state, Rect::new(5, 3, 9, 4), &mut buffer);
        for row in 3..7 {
            assert_eq!(buffer[(2, row)].symbol(), "例");
            assert_eq!(buffer[(4, row)].symbol(), " ");
        }
        assert_eq!(buffer[(4, 2)].symbol(), "实");
    }
}
