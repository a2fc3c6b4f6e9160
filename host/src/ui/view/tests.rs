//! What is drawn, against committed pictures: in both languages and on screens of three sizes.
//!
//! `YUN_SCREENS=write cargo test -p yun screens` writes them anew.

use std::{fs, path::Path};

use ratatui_core::{backend::TestBackend, terminal::Terminal};
use yun_plugin_api::{
    Cell, Question, QuestionKind, Resource,
    manifest::{ColumnKind, Text},
    protocol::service::Choice as AnswerChoice,
};

use super::*;
use crate::{
    account::Region,
    environment::Environment,
    error::ErrorKind,
    listing::Regions,
    output::Column,
    text::Language,
    ui::{
        chosen::Chosen,
        effect::Effect,
        event::{Event, Listing},
        plugin::PluginInfo,
        state::Group,
        trial::{
            accounts_page, ask, chosen, listed, listing, loaded, place, plugin_asks, plugins_page, press, row,
        },
        update::update,
    },
};

const SIZES: [(u16, u16); 3] = [(40, 12), (80, 24), (160, 50)];

/// The screen as text, a line a row.
fn picture(state: &State) -> String {
    let (columns, rows) = state.size;
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("it cannot fail");
    terminal.draw(|frame| draw(state, frame)).expect("it cannot fail");
    let buffer = terminal.backend().buffer();
    let mut text = String::new();
    for y in 0..rows {
        let mut line = String::new();
        let mut x = 0;
        while x < columns {
            let symbol = buffer[(x, y)].symbol();
            line.push_str(symbol);
            // What is two columns wide covers the next one.
            x += u16::try_from(unicode_width::UnicodeWidthStr::width(symbol).max(1)).expect("few columns");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Draws a scene in every language and size, and compares it with the committed pictures.
pub(super) fn compare(scene: &str, make: impl Fn(Language, (u16, u16)) -> State) {
    let mut pictures = String::new();
    for language in [Language::English, Language::Chinese] {
        for size in SIZES {
            let state = make(language, size);
            let title = format!("--- {} {}x{}\n", language.code(), size.0, size.1);
            pictures.push_str(&(title + &picture(&state)));
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/ui/view/screens")
        .join(format!("{scene}.txt"));
    if Environment::of_this_process().variable("YUN_SCREENS") == Some("write") {
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
        fs::write(&path, &pictures).expect("the pictures can be written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        pictures, committed,
        "{scene}: if it is meant so, write it anew with YUN_SCREENS=write"
    );
}

#[test]
fn screens_of_a_list() {
    compare("list", |language, size| {
        let mut state = loaded(language, size);
        press(&mut state, "j ");
        state
    });
}

#[test]
fn screens_of_a_list_under_way_that_fails_in_part() {
    compare("failures", |language, size| {
        let (mut state, of) = listing(language, size);
        let rows = vec![row("i-1", "web", "Running", "10.0.0.1")];
        update(&mut state, Event::Listing(of, Listing::Targets(3)));
        update(
            &mut state,
            Event::Listing(of, Listing::Rows(place("prod", "cn-hangzhou"), rows)),
        );
        update(&mut state, Event::Listing(of, Listing::Done));
        let failure = Error::new(
            ErrorKind::Unavailable,
            "x",
            message!("error-regions-none", action = "DescribeRegions"),
        )
        .hint(message!("hint-list-profiles"))
        .for_profile("prod")
        .in_region("cn-beijing");
        let end = Listing::Ended {
            failures: vec![failure],
            remarks: Vec::new(),
        };
        update(&mut state, Event::Listing(of, end));
        let _again = listed(&press(&mut state, "r")).expect("it is listed anew");
        press(&mut state, "e");
        state
    });
}

#[test]
fn screens_of_a_choice_of_regions() {
    compare("regions", |language, size| {
        let mut state = loaded(language, size);
        let effects = press(&mut state, "R");
        let [Effect::Regions(of, _)] = effects[..] else {
            panic!("regions are asked for: {effects:?}");
        };
        let ids = [
            "cn-beijing",
            "cn-hangzhou",
            "cn-shanghai",
            "us-west-1",
            "eu-central-1",
            "ap-southeast-1",
        ];
        let regions = ids.map(|id| Region {
            id: id.into(),
            name: "中国 (China)".into(),
            status: None,
            endpoint: None,
        });
        update(&mut state, Event::Regions(of, Ok(regions.into())));
        press(&mut state, "cn ");
        state
    });
}

#[test]
fn screens_of_one_resource() {
    compare("detail", |language, size| {
        let mut state = loaded(language, size);
        let effects = press(&mut state, "\n");
        let [Effect::Show(of, _)] = &effects[..] else {
            panic!("it is fetched: {effects:?}");
        };
        let notes = "a long note that goes on and on, 并且包含中文，直到一行放不下为止".repeat(3);
        let resource = Resource {
            row: row("i-2zeaaaaaaaaaaaaaaa09", "web-09", "Stopped", "172.16.0.9").with("notes", notes),
            raw: serde_json::json!({"InstanceId": "i-2zeaaaaaaaaaaaaaaa09"}),
        };
        update(&mut state, Event::Shown(*of, Ok(Some(resource))));
        state
    });
}

#[test]
fn screens_of_a_secret_that_is_asked_for() {
    compare("secret", |language, size| {
        let mut state = loaded(language, size);
        let question = Question {
            title: Text {
                en: "Code of your device".into(),
                zh: "设备上的验证码".into(),
            },
            help: Some(Text {
                en: "Six digits".into(),
                zh: "六位数字".into(),
            }),
            kind: QuestionKind::Secret,
            choices: Vec::new(),
        };
        ask(&mut state, 1, question);
        press(&mut state, "hunter2");
        assert!(!picture(&state).contains("hunter2"), "a secret is drawn");
        state
    });
}

#[test]
fn screens_of_a_question_that_has_just_come() {
    compare("question", |language, size| {
        let mut state = loaded(language, size);
        press(&mut state, "/web");
        let question = Question {
            title: Text {
                en: "Which account?".into(),
                zh: "使用哪个账号？".into(),
            },
            help: None,
            kind: QuestionKind::Choice,
            choices: ["one", "two"]
                .map(|value| AnswerChoice {
                    value: value.into(),
                    title: format!("{value} 账号"),
                })
                .into(),
        };
        update(&mut state, plugin_asks(1, question));
        press(&mut state, "q");
        state
    });
}

#[test]
fn screens_of_a_change_that_is_to_be_confirmed() {
    compare("sure", |language, size| {
        let mut state = loaded(language, size);
        press(&mut state, ",");
        let asked = state.settings.reading.expect("the settings are read");
        let read = chosen("", Some(language));
        update(&mut state, Event::Chosen(asked, Ok(Box::new(read))));
        while state.settings.pointed().expect("there are settings").setting.name != "secret-store" {
            press(&mut state, "j");
        }
        press(&mut state, "\n");
        state
    });
}

#[test]
fn screens_of_a_list_of_several_accounts() {
    compare("accounts", |language, size| {
        let (mut state, of) = listing(language, size);
        state.scope.profiles = vec!["production-账号-one".to_owned(), "dev".to_owned()];
        for profile in state.scope.profiles.clone() {
            let rows = vec![row("i-bp1aaaaaaaaaaaaaaa01", "web-01", "Running", "10.0.0.1")];
            let rows = Listing::Rows(place(&profile, "cn-hangzhou"), rows);
            update(&mut state, Event::Listing(of, rows));
        }
        update(
            &mut state,
            Event::Listing(
                of,
                Listing::Ended {
                    failures: Vec::new(),
                    remarks: Vec::new(),
                },
            ),
        );
        state
    });
}

#[test]
fn the_header_tells_what_each_of_several_profiles_is_limited_to() {
    let mut state = loaded(Language::English, (120, 24));
    state.scope.profiles = vec!["prod".to_owned(), "dev".to_owned()];
    let header = |state: &State| {
        picture(state)
            .lines()
            .next()
            .map(str::to_owned)
            .unwrap_or_default()
    };
    let shown = header(&state);
    assert!(
        shown.ends_with("Region cn-hangzhou, cn-beijing  Resource group All"),
        "{shown}"
    );
    if let Asked::Known(profiles) = &mut state.profiles {
        profiles[1].region = Some("cn-hangzhou".to_owned());
        profiles[1].resource_group = Some("rg-1".to_owned());
    }
    let shown = header(&state);
    assert!(
        shown.ends_with("Region cn-hangzhou  Resource group All, rg-1"),
        "{shown}"
    );
}

#[test]
fn the_header_has_room_for_a_part_of_everything() {
    let mut state = loaded(Language::English, (80, 24));
    state.scope.profiles = vec!["a-profile-with-a-very-long-name-indeed".to_owned()];
    state.scope.regions = Regions::Named(
        ["cn-hangzhou", "cn-beijing", "cn-shanghai"]
            .map(str::to_owned)
            .into(),
    );
    state.scope.group = Group::Named("rg-acfm2nz6cd6ymuq".to_owned());
    let picture = picture(&state);
    let header = picture.lines().next().expect("a first line");
    assert_eq!(
        header,
        " Profile a-profile-with…  Region cn-hangzhou, c…  Resource group rg-acfm2nz6cd6…"
    );
}

#[test]
fn screens_of_a_filter_that_is_typed() {
    compare("filter", |language, size| {
        let mut state = loaded(language, size);
        press(&mut state, "s/web running");
        state
    });
}

#[test]
fn screens_of_the_columns_to_choose_from() {
    compare("columns", |language, size| {
        let mut state = loaded(language, size);
        press(&mut state, "c");
        state
    });
}

#[test]
fn screens_of_regions_that_cannot_be_listed() {
    compare("region", |language, size| {
        let mut state = loaded(language, size);
        let effects = press(&mut state, "R");
        let [Effect::Regions(of, _)] = effects[..] else {
            panic!("regions are asked for: {effects:?}");
        };
        let message = message!("error-regions-none", action = "DescribeRegions");
        let failure = Error::new(ErrorKind::Permission, "x", message).for_profile("prod");
        update(&mut state, Event::Regions(of, Err(failure)));
        press(&mut state, "cn-b");
        state
    });
}

#[test]
fn where_a_resource_group_limits_what_is_found_it_is_named() {
    let said = |group: Group, own: Option<&str>| {
        let (mut state, of) = listing(Language::English, (80, 24));
        if let Asked::Known(profiles) = &mut state.profiles {
            profiles[0].resource_group = own.map(str::to_owned);
        }
        state.scope.group = group;
        update(&mut state, Event::Listing(of, crate::ui::trial::ended()));
        picture(&state).lines().nth(2).map(|line| line.trim().to_owned())
    };
    let nothing = Some("no ECS instances found".to_owned());
    let of_group = Some("no ECS instances found in the resource group rg-1".to_owned());
    assert_eq!(said(Group::Own, None), nothing);
    assert_eq!(said(Group::Any, Some("rg-1")), nothing);
    assert_eq!(said(Group::Own, Some("rg-1")), of_group);
    assert_eq!(said(Group::Named("rg-1".to_owned()), None), of_group);
}

#[test]
fn screens_of_keys() {
    compare("keys", |language, size| {
        let mut state = loaded(language, size);
        press(&mut state, "?");
        state
    });
}

#[test]
fn without_unicode_and_colour_the_same_is_said() {
    let mut state = loaded(Language::English, (80, 24));
    state.look = Look::plain();
    press(&mut state, "j s?");
    let text = picture(&state);
    assert!(text.contains("+-- Keys ") || text.contains("+ Keys -"), "{text}");
    press(&mut state, "\u{1b}");
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).expect("it cannot fail");
    terminal
        .draw(|frame| draw(&state, frame))
        .expect("it cannot fail");
    let cells = terminal.backend().buffer().content();
    let is_plain = |cell: &ratatui_core::buffer::Cell| cell.fg == ratatui_core::style::Color::Reset;
    assert!(cells.iter().all(is_plain), "something is coloured");
    assert!(picture(&state).contains("Failed"), "a status is a word");
}

#[test]
fn screens_of_settings() {
    compare("settings", |language, size| {
        let mut state = loaded(language, size);
        press(&mut state, ",");
        let asked = state.settings.reading.expect("the settings are read");
        let chosen = Chosen {
            language,
            ..chosen(
                "[settings]\nborders = \"ascii\"\nmouse = \"off\"\nrefresh = \"4\"\n",
                Some(Language::Chinese),
            )
        };
        update(&mut state, Event::Chosen(asked, Ok(Box::new(chosen))));
        press(&mut state, "jj");
        state
    });
}

#[test]
fn screens_of_the_palette() {
    compare("palette", |language, size| {
        let mut state = loaded(language, size);
        press(&mut state, ":re");
        state
    });
}

#[test]
fn screens_of_plugins() {
    compare("plugins", |language, size| {
        let mut state = plugins_page(language, size);
        press(&mut state, "jj");
        state
    });
}

#[test]
fn screens_of_a_plugin_that_is_to_be_disabled() {
    compare("disable", |language, size| {
        let mut state = plugins_page(language, size);
        press(&mut state, "e");
        state
    });
}

#[test]
fn screens_of_one_plugin() {
    compare("plugin", |language, size| {
        let mut state = plugins_page(language, size);
        press(&mut state, "\n");
        let Some(Asked::Waiting(of)) = state.plugins.detail.as_ref().map(|detail| &detail.info) else {
            panic!("it is looked at");
        };
        let of = *of;
        let field = |key: &str, en: &str, zh: &str, cell| {
            let title = if language == Language::English { en } else { zh };
            (Column::new(key, title, ColumnKind::Text), cell)
        };
        let asks = [
            "see ECS instances",
            "start and stop ECS instances, 一个相当长的说明文字用来换行",
        ];
        let info = PluginInfo {
            fields: vec![
                field("id", "ID", "ID", "yun.resource.ecs".into()),
                field(
                    "asks_for",
                    "Asks for",
                    "请求",
                    asks.map(str::to_owned).to_vec().into(),
                ),
                field("state", "State", "状态", "ok".into()),
                field("reason", "Reason", "原因", Cell::Empty),
            ],
            policy: None,
        };
        update(&mut state, Event::Plugin(of, Ok(Box::new(info))));
        state
    });
}

#[test]
fn screens_of_profiles() {
    compare("profiles", |language, size| {
        let mut state = accounts_page(language, size);
        press(&mut state, "jje");
        state
    });
}

#[test]
fn screens_of_a_form_that_is_filled_in() {
    compare("form", |language, size| {
        let mut state = accounts_page(language, size);
        press(&mut state, "a生产\t\t\thunter2\tcn-hangzhou\t\t\t\n");
        assert!(!picture(&state).contains("hunter2"), "a secret is drawn");
        state
    });
}

#[test]
fn screens_of_a_choice_of_modes() {
    compare("modes", |language, size| {
        let mut state = accounts_page(language, size);
        press(&mut state, "a\t\n");
        state
    });
}

#[test]
fn screens_of_profiles_to_import() {
    compare("import", |language, size| {
        let mut state = accounts_page(language, size);
        press(&mut state, "i ");
        state
    });
}
