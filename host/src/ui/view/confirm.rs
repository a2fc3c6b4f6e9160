//! Whether an action is meant: what it is done to by name, and the answers.

use ratatui_core::{buffer::Buffer, layout::Rect, style::Style};
use yun_plugin_api::manifest::{Action, Risk};

use super::{Line, Typing, dialogs, line, text::wrapped, typing, waiting_lines};
use crate::{
    acting::Finished,
    text::{Message, Several, message, visible},
    ui::{
        effect::{Order, Subject},
        event::{Looked, Planned},
        state::{Answer, Confirm, State, beside, reached},
    },
};

pub(super) fn draw(state: &State, confirm: &Confirm, area: Rect, buffer: &mut Buffer) -> Typing {
    let laid = Laid::out(state, confirm, area);
    dialogs::cleared(state, laid.area, buffer);
    let title = state.language.pick(&confirm.order.action.title);
    dialogs::framed(state, title, laid.area, buffer);
    super::lines(buffer, laid.text, &laid.lines, confirm.above);
    let shown = confirm.above + usize::from(laid.text.height);
    let hidden = laid.lines.len().saturating_sub(shown);
    if hidden > 0 {
        let more = state.language.say(&message!("ui-more-below", count = hidden));
        let row = Rect::new(laid.text.x, laid.text.bottom(), laid.text.width, 1);
        line(buffer, row, &more, state.look.faint());
    }
    answers(state, confirm, laid.below, buffer)
}

/// How many lines can be above the first that is shown.
pub(super) fn most_above(state: &State, confirm: &Confirm, area: Rect) -> usize {
    let laid = Laid::out(state, confirm, area);
    laid.lines.len().saturating_sub(usize::from(laid.text.height))
}

/// Where what stands.
struct Laid {
    /// All of it, with its frame.
    area: Rect,
    lines: Vec<Line>,
    text: Rect,
    /// The answers; a row is between them and the text.
    below: Rect,
}

impl Laid {
    fn out(state: &State, confirm: &Confirm, area: Rect) -> Self {
        let most = dialogs::pane_area(area);
        let lines = lines(state, confirm, usize::from(dialogs::inner(most).width));
        let answers = match &confirm.typed {
            Some(_) => 2,
            None => u16::try_from(confirm.answers().len()).unwrap_or(0),
        };
        let wanted = u16::try_from(lines.len()).unwrap_or(u16::MAX);
        let height = wanted.saturating_add(answers + 3).min(most.height);
        let area = Rect { height, ..most };
        let inner = dialogs::inner(area);
        let text = inner.height.saturating_sub(answers + 1);
        let below = inner.y + text + 1;
        Self {
            area,
            lines,
            text: Rect {
                height: text,
                ..inner
            },
            below: Rect::new(inner.x, below, inner.width, inner.bottom().saturating_sub(below)),
        }
    }
}

/// The answers, or the word as it is typed.
fn answers(state: &State, confirm: &Confirm, area: Rect, buffer: &mut Buffer) -> Typing {
    let say = |message| state.language.say(&message);
    let mut rows = area.rows();
    if let (Some(typed), Some(word)) = (&confirm.typed, confirm.word(state.language)) {
        let asked = match confirm.is_wrong {
            true => message!("ui-act-other-word", word = word),
            false => message!("ui-act-word", word = word),
        };
        line(buffer, rows.next()?, &say(asked), state.look.bad());
        let row = rows.next()?;
        let row = dialogs::prompted(row, buffer);
        return Some(typing::draw(typed, None, row, Style::new(), buffer));
    }
    let title = state.language.pick(&confirm.order.action.title);
    let title = state.language.within_sentence(title);
    for (answer, row) in confirm.answers().iter().zip(rows) {
        let said = match answer {
            Answer::Yes => say(message!("ui-act-yes", action = title.as_str())),
            Answer::Try => say(message!("ui-act-try")),
            Answer::No => say(message!("ui-act-no")),
        };
        line(buffer, row, &said, Style::new());
        if *answer == confirm.answer {
            buffer.set_style(row, state.look.cursor());
        }
    }
    None
}

/// All that is said of what is asked about, in lines of so many columns.
fn lines(state: &State, confirm: &Confirm, room: usize) -> Vec<Line> {
    let Some(planned) = confirm.planned.known() else {
        return waiting_lines(&confirm.planned, state, room);
    };
    let mut text = Writing {
        state,
        room,
        lines: Vec::new(),
    };
    let (order, language) = (&confirm.order, state.language);
    let tab = state.home.tab_of(&order.resource_type);
    let title = tab.map_or("", |tab| language.pick(&tab.resource.title));
    let action = language.pick(&order.action.title);
    let within = language.within_sentence(action);
    if planned.has_work() {
        // Only what is acted on is asked about.
        let question = match planned.ready.len() {
            0 => message!("ui-act-only-waits", action = action),
            count => message!("ui-act-question", action = within, count = count, title = title),
        };
        text.say(question, state.look.heading());
        for said in aside(order, planned) {
            text.say(said, state.look.accent());
        }
        let style = match order.action.risk {
            Risk::Destructive => state.look.bad(),
            _ => state.look.faint(),
        };
        text.write(language.pick(&order.action.help), style);
    } else {
        text.say(message!("ui-act-nothing", action = action), state.look.heading());
    }
    for field in &order.action.params {
        if let Some(value) = order.params.get(&field.key) {
            let choice = field.choices.iter().find(|choice| choice.value == *value);
            let value = match choice {
                Some(choice) => language.pick(&choice.title).to_owned(),
                None if value == "true" => language.say(&message!("cell-yes")),
                None => value.clone(),
            };
            let title = language.pick(&field.title).to_owned();
            text.say(
                message!("ui-act-param", title = title, value = value),
                Style::new(),
            );
        }
    }
    written(&mut text, &order.action, planned);
    text.lines
}

/// What is said beside the question: what is in a state in which the API may not take the action, and what nothing is
/// sent for.
fn aside(order: &Order, planned: &Planned) -> Vec<Message> {
    let states = &order.action.applies_when;
    let is_elsewhere = |looked: &&Looked| !states.is_empty() && !states.contains(&looked.status);
    let elsewhere = planned.ready.iter().filter(is_elsewhere).count();
    let there = planned
        .over
        .iter()
        .filter(|(_, finished)| finished.outcome.is_ok());
    let there = there.map(|(_, finished)| {
        let status = finished.status.as_deref().unwrap_or_default();
        reached(&order.action, status)
    });
    let mut said = Vec::new();
    if elsewhere > 0 {
        let states = Several(states);
        said.push(message!("ui-count-elsewhere", count = elsewhere, states = states));
    }
    said.extend(beside(planned.on_the_way.len(), there));
    said
}

fn written(text: &mut Writing<'_>, action: &Action, planned: &Planned) {
    let look = text.state.look;
    text.looked(&planned.ready);
    if !planned.on_the_way.is_empty() {
        text.say(message!("ui-act-on-the-way"), look.heading());
        text.looked(&planned.on_the_way);
    }
    if !planned.over.is_empty() {
        text.say(message!("ui-act-over"), look.heading());
        for (subject, finished) in &planned.over {
            text.over(action, subject, finished);
        }
    }
}

/// Lines as they are written.
struct Writing<'a> {
    state: &'a State,
    room: usize,
    lines: Vec<Line>,
}

impl Writing<'_> {
    fn say(&mut self, message: Message, style: Style) {
        let text = self.state.language.say(&message);
        self.write(&text, style);
    }

    fn write(&mut self, text: &str, style: Style) {
        let lines = wrapped(&visible(text), self.room).into_iter();
        self.lines.extend(lines.map(|line| (line, style)));
    }

    /// Resources under the profile and the region that they are in.
    fn looked(&mut self, looked: &[Looked]) {
        let place = |looked: &Looked| (looked.subject.profile.clone(), looked.subject.region.clone());
        for there in looked.chunk_by(|one, other| place(one) == place(other)) {
            let Some(first) = there.first() else { continue };
            let (profile, region) = place(first);
            let place = format!("{profile} / {region}");
            self.say(
                message!("act-place", place = place, count = there.len()),
                self.state.look.accent(),
            );
            for looked in there {
                let name = match looked.name.as_str() {
                    "" => String::new(),
                    name => format!(" ({name})"),
                };
                let text = format!("  {}{name}  {}", looked.subject.id, looked.status);
                self.write(text.trim_end(), Style::new());
            }
        }
    }

    fn over(&mut self, action: &Action, subject: &Subject, finished: &Finished) {
        let name = match finished.name.as_str() {
            "" => String::new(),
            name => format!(" ({name})"),
        };
        let (said, style) = match &finished.outcome {
            Ok(_) => {
                let status = finished.status.as_deref().unwrap_or_default();
                let said = match reached(action, status) {
                    "" => message!("ui-action-there"),
                    status => message!("ui-already", status = status),
                };
                (self.state.language.say(&said), self.state.look.faint())
            }
            Err(error) => (error.to_text(self.state.language), self.state.look.bad()),
        };
        let colon = self.state.language.colon();
        for (at, line) in said.split('\n').enumerate() {
            match at {
                0 => self.write(&format!("  {}{name}{colon}{line}", subject.id), style),
                _ => self.write(line, Style::new()),
            }
        }
    }
}
