//! Random sequences of events, the same in every run, against what must hold always.

#![cfg(test)]

use std::time::Duration;

use crossterm::event::KeyCode;
use yun_plugin_api::QuestionKind;

use super::*;
use crate::{
    error::{Error, ErrorKind},
    text::Language,
    ui::{
        account::{Deal, Dealt, Done},
        event::{Generation, Listing},
        state::{Dialog, SettingsPage},
        trial::{chosen, ended, key, listing, place, plugin_asks, question, row},
        view,
    },
};

const SIZE: (u16, u16) = (80, 24);

/// A generator of numbers that are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Any event: a key, an answer to some question that was or was not asked, a size, the time.
fn any_event(numbers: &mut Numbers, asked: &[(Generation, String)], now: Moment) -> Event {
    let keys = "qjkgG/sScRorpA *aVfwyYveL?webi\n\u{1b}\t123 ,,:nd\n\n\u{1b}";
    let failure = || Error::new(ErrorKind::Failed, "x", message!("ui-no-deeds"));
    let some = usize::try_from(numbers.below(asked.len().max(1) as u64)).unwrap_or_default();
    let (of, profile) = asked.get(some).cloned().unwrap_or_default();
    match numbers.below(24) {
        0..=4 | 17..=22 => {
            let at = usize::try_from(numbers.below(keys.len() as u64)).unwrap_or_default();
            match keys.chars().nth(at) {
                Some('\n') => key(KeyCode::Enter),
                Some('\u{1b}') => key(KeyCode::Esc),
                Some('\t') => key(KeyCode::Tab),
                c => key(KeyCode::Char(c.unwrap_or('j'))),
            }
        }
        5 => key([KeyCode::Down, KeyCode::PageDown, KeyCode::End, KeyCode::Up]
            [usize::try_from(numbers.below(4)).unwrap_or_default()]),
        6 => {
            let rows = (0..numbers.below(40))
                .map(|n| row(&format!("{profile}-{n}"), "主库 web", "Running", "10.0.0.1"));
            Event::Listing(of, Listing::Rows(place(&profile, "cn-hangzhou"), rows.collect()))
        }
        7 => Event::Listing(of, ended()),
        8 => Event::Listing(
            of,
            Listing::Ended {
                failures: vec![failure()],
                remarks: Vec::new(),
            },
        ),
        9 => Event::Resize(
            u16::try_from(numbers.below(200)).unwrap_or_default(),
            u16::try_from(numbers.below(60)).unwrap_or_default(),
        ),
        10 => Event::Tick(now + Duration::from_millis(numbers.below(5000))),
        11 => Event::Regions(of, Err(failure())),
        12 => Event::Shown(of, Ok(None)),
        13 => Event::Unasked(numbers.below(5)),
        14 => Event::Paste("主 q\n".to_owned()),
        15 => Event::Told("主".to_owned()),
        _ => plugin_asks(numbers.below(5), question(QuestionKind::Text)),
    }
}

#[test]
fn no_sequence_of_events_panics_or_shows_rows_of_another_profile() {
    use ratatui_core::{backend::TestBackend, layout::Position, terminal::Terminal};
    for seed in 0..16 {
        let mut numbers = Numbers(seed);
        let (mut state, of) = listing(Language::Chinese, SIZE);
        // Every question with the profile that it was asked for.
        let mut asked = vec![(of, "prod".to_owned())];
        state.settings = SettingsPage::of(chosen("", None).settings);
        for step in 0..300 {
            let event = any_event(&mut numbers, &asked, state.now);
            let was_asked = matches!(state.dialogs.last(), Some(Dialog::Sure(sure)) if sure.yes);
            let mut effects = update(&mut state, event);
            while let Some(effect) = effects.pop() {
                match effect {
                    Effect::Deal(of, Deal::Use(name)) => {
                        let dealt = Dealt {
                            identity: None,
                            done: Done::Used(name),
                            said: Vec::new(),
                        };
                        effects.extend(update(&mut state, Event::Dealt(of, Ok(dealt))));
                    }
                    Effect::Set(of, setting, _) => {
                        assert!(
                            was_asked || !setting.is_weighty(),
                            "seed {seed}: {}",
                            setting.name
                        );
                        let read = chosen("", None);
                        update(&mut state, Event::Chosen(of, Ok(Box::new(read))));
                    }
                    Effect::List(of, wish) => asked.push((of, wish.profiles[0].clone())),
                    Effect::Regions(of, names) | Effect::ResourceGroups(of, names) => {
                        asked.push((of, names[0].clone()));
                    }
                    Effect::Show(of, subject) => asked.push((of, subject.profile.clone())),
                    Effect::Profiles(of) => asked.push((of, "prod".to_owned())),
                    _ => {}
                }
            }
            let is_question = |dialog: &&Dialog| matches!(dialog, Dialog::Question(_));
            let questions = state.dialogs.iter().filter(is_question).count();
            assert!(questions == 1 || questions == 0 && state.questions.is_empty());
            for tab in &state.home.tabs {
                let all = 0..u32::try_from(tab.rows.len()).expect("few rows");
                let is_own = |row| state.scope.profiles.contains(&tab.rows.place(row).profile);
                assert!(all.into_iter().all(is_own), "seed {seed}");
            }
            let (columns, rows) = state.size;
            if columns > 0 && rows > 0 && step % 8 == 0 {
                let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("it cannot fail");
                terminal
                    .draw(|frame| view::draw(&state, frame))
                    .expect("it cannot fail");
                let has_cursor = terminal.backend().cursor_position() != Position::ORIGIN;
                let is_seen = !view::is_too_small(&state);
                let is_typed = is_seen && keys::line(&mut state).is_some();
                assert_eq!(
                    has_cursor, is_typed,
                    "seed {seed}: a cursor is where something is typed"
                );
            }
        }
    }
}
