//! A type, rows and a state to try the UI with.

#![cfg(test)]

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use yun_plugin_api::{
    Question, QuestionKind, Resource, Row,
    manifest::{CredentialManifest, ResourceManifest, Text},
};

use super::{
    account::{Account, Accounts},
    chosen::{Chosen, Said},
    effect::Effect,
    event::{Event, Generation, Known, KnownProfile, Listing, QuestionId},
    keys::Keys,
    plugin::{Kind, KnownPlugin, Provides, Signature},
    preferences::{Borders, Preferences},
    rows::Place,
    state::{Group, Home, Scope, State},
    theme::{Depth, Theme},
    update::{begin, update},
};
use crate::{
    catalog,
    environment::Environment,
    listing::Regions,
    profile::{config::Config, foreign::Source, standing::Standing},
    runner::RunnerKind,
    services::Asked,
    text::Language,
};

/// A resource type with a column of each sort that matters.
pub(super) fn resource(name: &str, en: &str, zh: &str) -> ResourceManifest {
    let column = |key: &str, en: &str, zh: &str, kind: &str, more: &str| {
        format!(r#"{{"key": "{key}", "title": {{"en": "{en}", "zh": "{zh}"}}, "kind": "{kind}"{more}}}"#)
    };
    let tones = r#", "tones": {"Running": "good", "Stopped": "idle", "Stopping": "busy", "Failed": "bad"}"#;
    let columns = [
        column("id", "Instance ID", "实例 ID", "text", ""),
        column("name", "Name", "名称", "text", ""),
        column("status", "Status", "状态", "status", tones),
        column("region", "Region", "地域", "text", ""),
        column("private_ip", "Private IP", "私网 IP", "ip", ""),
        column("zone", "Zone", "可用区", "text", r#", "wide": true"#),
        column("notes", "Notes", "备注", "text", r#", "detail": true"#),
        column(
            "container_names",
            "Containers",
            "容器",
            "list",
            r#", "detail": true"#,
        ),
    ];
    let manifest = format!(
        r#"{{"type": "{name}", "title": {{"en": "{en}", "zh": "{zh}"}}, "help": {{"en": "h", "zh": "帮"}},
            "resource_group": true, "columns": [{}], "actions": [{}], "views": [{}]}}"#,
        columns.join(", "),
        actions(),
        views()
    );
    serde_json::from_str(&manifest).expect("a type's manifest")
}

/// An action with fields, and one that is grave.
fn actions() -> String {
    let stop = r#"{"name": "stop", "title": {"en": "Stop", "zh": "停止"},
        "help": {"en": "Stop running instances", "zh": "停止运行中的实例"}, "risk": "write", "batch": 100,
        "dry_run": "native", "state_setting": true, "calls": [], "applies_when": ["Running"],
        "waits": {"until": ["Stopped"], "through": ["Stopping"]}, "params": [
            {"key": "force", "title": {"en": "Force", "zh": "强制"},
             "help": {"en": "Cuts the power", "zh": "相当于断电"}, "type": "bool"},
            {"key": "mode", "title": {"en": "Stop mode", "zh": "停机模式"},
             "help": {"en": "Whether it goes on costing money", "zh": "停止后是否继续计费"}, "type": "choice",
             "choices": [{"value": "Cheap", "title": {"en": "Economical", "zh": "节省停机"}},
                         {"value": "Kept", "title": {"en": "Standard", "zh": "普通停机"}}]},
            {"key": "after", "title": {"en": "Minutes", "zh": "分钟"},
             "help": {"en": "How long it is waited", "zh": "等待多久"}, "type": "number"}]}"#;
    let release = r#"{"name": "release", "title": {"en": "Release", "zh": "释放"},
        "help": {"en": "Release instances for good", "zh": "永久释放实例"}, "risk": "destructive", "batch": 100,
        "calls": [], "waits": {"absent": true}, "refused_when": [{"column": "status", "is": "Failed",
            "code": "broken", "because": {"en": "it has failed", "zh": "实例已失败"}}]}"#;
    format!("{stop}, {release}")
}

/// A view that grows, and one of which something must be said.
fn views() -> String {
    let logs = r#"{"name": "logs", "title": {"en": "Logs", "zh": "日志"},
        "help": {"en": "What it has written", "zh": "写下的内容"}, "follow": true, "params": [
            {"key": "container", "title": {"en": "Container", "zh": "容器"},
             "help": {"en": "The container's name", "zh": "容器名称"}, "type": "text"}]}"#;
    let label = r#"{"name": "label", "title": {"en": "Label", "zh": "标牌"},
        "help": {"en": "What stands on it", "zh": "上面的内容"}, "params": [
            {"key": "side", "title": {"en": "Side", "zh": "面"},
             "help": {"en": "Which side", "zh": "哪一面"}, "type": "text", "required": true}]}"#;
    format!("{logs}, {label}")
}

/// A state with two types, before anything was asked.
pub(super) fn fresh(language: Language, size: (u16, u16)) -> State {
    let scope = Scope {
        profiles: Vec::new(),
        regions: Regions::Default,
        group: Group::Own,
    };
    let resources = [
        resource("ecs", "ECS instances", "云服务器实例"),
        resource("eci", "Container groups", "弹性容器实例"),
    ];
    let preferences = Preferences {
        theme: Theme::default().reduced(Depth::Ansi),
        depth: Depth::Ansi,
        borders: Borders::Unicode,
        mouse: true,
        refresh: None,
        scrollback: 500,
        bell: true,
    };
    let chosen = Chosen {
        settings: Vec::new(),
        preferences,
        language,
        keys: Keys::default(),
        wrong: Vec::new(),
        moved: None,
    };
    State::new(chosen, size, scope, Home::new(resources, language))
}

/// The profiles `prod` and `dev`, `prod` being used.
pub(super) fn known() -> Known {
    let profile = |name: &str, region: &str| KnownProfile {
        name: name.to_owned(),
        mode: Some("AlibabaCloudAccount".to_owned()),
        title: Some(Text {
            en: "Alibaba Cloud account".to_owned(),
            zh: "阿里云账号".to_owned(),
        }),
        region: Some(region.to_owned()),
        resource_group: None,
    };
    Known {
        profiles: vec![profile("prod", "cn-hangzhou"), profile("dev", "cn-beijing")],
        chosen: vec!["prod".to_owned()],
    }
}

/// A row of the type.
pub(super) fn row(id: &str, name: &str, status: &str, ip: &str) -> Row {
    Row::new()
        .with("id", id)
        .with("name", name)
        .with("status", status)
        .with("private_ip", ip)
}

pub(super) fn place(profile: &str, region: &str) -> Place {
    Place {
        profile: profile.to_owned(),
        region: region.to_owned(),
    }
}

/// Opens the row under the cursor in full, which tells the names of two containers.
pub(super) fn containers(state: &mut State) {
    let effects = press(state, "\n");
    let [Effect::Show(of, subject)] = &effects[..] else {
        panic!("it is fetched: {effects:?}");
    };
    let names = ["main", "side"].map(str::to_owned).to_vec();
    let resource = Resource {
        row: row(&subject.id, "web", "Running", "").with("container_names", names),
        raw: serde_json::Value::Null,
    };
    update(state, Event::Shown(*of, Ok(Some(resource))));
}

pub(super) fn key(code: KeyCode) -> Event {
    Event::Key(KeyEvent::new(code, KeyModifiers::NONE))
}

/// Presses keys: letters, and `\n` for Enter, `\u{1b}` for Esc.
pub(super) fn press(state: &mut State, keys: &str) -> Vec<Effect> {
    let code = |c| match c {
        '\n' => KeyCode::Enter,
        '\u{1b}' => KeyCode::Esc,
        '\t' => KeyCode::Tab,
        c => KeyCode::Char(c),
    };
    keys.chars().flat_map(|c| update(state, key(code(c)))).collect()
}

/// A plugin asks.
pub(super) fn plugin_asks(id: QuestionId, question: Question) -> Event {
    let asked = Asked {
        question,
        plugin: "example.company".to_owned(),
        profile: "default".to_owned(),
    };
    Event::Asked(id, asked)
}

/// Has a plugin ask, and the moment pass in which keys are not taken.
pub(super) fn ask(state: &mut State, id: QuestionId, question: Question) {
    update(state, plugin_asks(id, question));
    moment(state);
}

/// Has the moment pass in which keys are not taken because something came up by itself.
pub(super) fn moment(state: &mut State) {
    let later = state.now + Duration::from_secs(1);
    update(state, Event::Tick(later));
}

/// The number of the list that an effect asks for.
pub(super) fn listed(effects: &[Effect]) -> Option<Generation> {
    effects.iter().find_map(|effect| match effect {
        Effect::List(of, _) => Some(*of),
        _ => None,
    })
}

/// The end of a list in which nothing failed.
pub(super) fn ended() -> Listing {
    Listing::Ended {
        failures: Vec::new(),
        remarks: Vec::new(),
    }
}

/// A state whose first list is under way, and that list's number.
pub(super) fn listing(language: Language, size: (u16, u16)) -> (State, Generation) {
    let mut state = fresh(language, size);
    let effects = begin(&mut state);
    let [Effect::Profiles(of)] = effects[..] else {
        panic!("the profiles are asked for first: {effects:?}");
    };
    let effects = update(&mut state, Event::Profiles(of, Ok(known())));
    let of = listed(&effects).expect("the first type is listed");
    (state, of)
}

/// A state with rows of two regions.
pub(super) fn loaded(language: Language, size: (u16, u16)) -> State {
    let (mut state, of) = listing(language, size);
    for event in [
        Listing::Targets(2),
        Listing::Rows(
            place("prod", "cn-hangzhou"),
            vec![
                row("i-bp1aaaaaaaaaaaaaaa01", "web-01", "Running", "172.16.0.11"),
                row(
                    "i-bp1aaaaaaaaaaaaaaa02",
                    "主库 🚀 备份",
                    "Stopping",
                    "172.16.0.12",
                ),
                row("i-bp1aaaaaaaaaaaaaaa03", "two\nlines\u{1b}[31m", "Failed", ""),
            ],
        ),
        Listing::Done,
        Listing::Rows(
            place("prod", "cn-beijing"),
            vec![row("i-2zeaaaaaaaaaaaaaaa09", "web-09", "Stopped", "172.16.0.9")],
        ),
        Listing::Done,
        ended(),
    ] {
        update(&mut state, Event::Listing(of, event));
    }
    state
}

/// What somebody chose who has this in the configuration, and `--lang` on the command line.
pub(super) fn chosen(config: &str, language: Option<Language>) -> Chosen {
    let home = tempfile::tempdir().expect("a directory");
    std::fs::write(home.path().join("config.toml"), config).expect("a file");
    let environment = Environment::of_variables([("YUN_CONFIG_DIR", home.path())]);
    let said = Said {
        language,
        color: None,
    };
    Chosen::read(&Config::load(&environment).expect("loads"), &said, &environment)
}

/// Three plugins: one in use, one that was switched off, one that is refused.
pub(super) fn plugins() -> Vec<KnownPlugin> {
    let plugin = |id: &str, kind, (en, zh): (&str, &str), state| KnownPlugin {
        path: format!("/plugins/{id}.so").into(),
        id: id.to_owned(),
        version: Some("1.2.0".to_owned()),
        provides: vec![Provides {
            kind,
            title: Text {
                en: en.to_owned(),
                zh: zh.to_owned(),
            },
        }],
        state,
        reason: None,
        runner: RunnerKind::InProcess,
        signature: None,
        grants: Some((4, 4)),
    };
    let ecs = ("ECS instances", "云服务器实例");
    vec![
        plugin("yun.resource.ecs", Kind::Resource, ecs, catalog::State::Ok),
        plugin(
            "yun.mode.access-key",
            Kind::Mode,
            ("AccessKey", "AccessKey"),
            catalog::State::Disabled,
        ),
        KnownPlugin {
            reason: Some("its file is not what was installed".to_owned()),
            runner: RunnerKind::Child,
            signature: Some(Signature::Bad),
            grants: Some((1, 3)),
            ..plugin(
                "org.example.vault",
                Kind::Mode,
                ("Vault", "密钥库"),
                catalog::State::Untrusted,
            )
        },
    ]
}

/// The page of plugins, once it is known how they stand.
pub(super) fn plugins_page(language: Language, size: (u16, u16)) -> State {
    let mut state = loaded(language, size);
    press(&mut state, "X");
    let asked = state.plugins.reading.expect("the plugins are read");
    update(&mut state, Event::Plugins(asked, Ok(plugins())));
    state
}

/// Two credential modes: keys, and a login.
pub(super) fn modes() -> Vec<CredentialManifest> {
    let text = |en: &str, zh: &str| serde_json::json!({"en": en, "zh": zh});
    let field = |key: &str, en: &str, zh: &str, kind: &str| {
        serde_json::json!({
            "key": key, "title": text(en, zh), "help": text("as it is called", "按名称填写"),
            "type": kind, "required": true,
        })
    };
    let mut site = field("site", "Account type", "账号类型", "choice");
    site["choices"] = serde_json::json!([
        {"value": "main", "title": text("Main account", "主账号")},
        {"value": "ram", "title": text("RAM user", "RAM 用户")},
    ]);
    let keys = serde_json::json!({
        "mode": "AccessKey", "title": text("AccessKey", "AccessKey"), "recommended": true,
        "help": text("An AccessKey pair", "AccessKey 对"),
        "fields": [
            field("access_key_id", "AccessKey ID", "AccessKey ID", "text"),
            field("access_key_secret", "AccessKey Secret", "AccessKey Secret", "secret"),
        ],
    });
    let login = serde_json::json!({
        "mode": "AlibabaCloudAccount", "title": text("Alibaba Cloud account", "阿里云账号"), "login": true,
        "help": text("A login in the browser", "在浏览器中登录"), "fields": [site],
    });
    [keys, login]
        .map(|mode| serde_json::from_value(mode).expect("a mode's manifest"))
        .into()
}

/// The profiles `prod` and `dev`, and one of Alibaba Cloud CLI's.
pub(super) fn accounts() -> Accounts {
    let account = |name: &str, mode: usize, source, standing| {
        let mode = &modes()[mode];
        Account {
            name: name.to_owned(),
            title: Some(mode.title.clone()),
            mode: Some(mode.mode.clone()),
            region: Some("cn-hangzhou".to_owned()),
            resource_group: None,
            source,
            standing,
            current: name == "prod",
            login: mode.login,
        }
    };
    Accounts {
        accounts: vec![
            account("prod", 0, Source::Yun, Standing::Ok),
            account("dev", 1, Source::Yun, Standing::LoggedIn),
            account("主库 cli", 0, Source::AliyunCli, Standing::Incomplete),
        ],
        modes: modes(),
        remarks: Vec::new(),
    }
}

/// The page of profiles, once it is known how they stand.
pub(super) fn accounts_page(language: Language, size: (u16, u16)) -> State {
    let mut state = loaded(language, size);
    press(&mut state, "P");
    let asked = state.accounts.reading.expect("the profiles are read");
    update(&mut state, Event::Accounts(asked, Ok(accounts())));
    state
}

/// A question of a plugin.
pub(super) fn question(kind: QuestionKind) -> Question {
    Question {
        title: Text {
            en: "Code".into(),
            zh: "验证码".into(),
        },
        help: None,
        kind,
        choices: Vec::new(),
    }
}
