//! Two versions of yun that share one configuration: neither loses what only the other knows.

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::Home;

use super::Row;

/// What another version, or a person, put into the file around the profiles.
const FOREIGN: [&str; 5] = [
    "# mine: top\nfuture = 1 # soon\nfuture_list = [1, 2, # two\n  3]\n",
    "[settings]\n# mine: settings\ncolor = \"never\" # no colour\nskin = \"dusk\" # of another version\ndepth = 7\n",
    "# mine: table\n[workspace.deep]\nkey = { inline = true }\n\n[[plugins]]\nname = \"a\"\n\n[[plugins]]\nname = \"b\"\n",
    "[profiles.other] # of another version\nmode = \"Pigeon\"\nregion = \"cn-beijing\"\nsignature = \"v9\"\n",
    "# mine: end\n",
];

/// The profile `dev` with keys and a table that this version does not know.
const DEV: &str = "# mine: dev\n[profiles.dev] # in use\nmode = \"AccessKey\" # mode\nregion = \"cn-hangzhou\" # region\n\
    nickname = \"d\" # of another version\n[profiles.dev.fields]\n# mine: field\naccess_key_id = \"ID\" # key\n\
    [profiles.dev.extra]\nlevel = 3\n";

fn config(access_key_id: &str) -> String {
    let dev = DEV.replace("ID", access_key_id);
    let [top, settings, table, other, end] = FOREIGN;
    format!("current = \"dev\" # the one\n{top}\n{settings}\n{table}\n{dev}\n{other}{end}")
}

/// A command, and what it changes: each text before, and after. Whatever else there is stays, byte by byte.
const CHANGES: &[(&str, &[(&str, &str)])] = &[
    ("profile use dev", &[]),
    (
        "profile use other",
        &[("current = \"dev\"", "current = \"other\"")],
    ),
    (
        "profile edit dev --region cn-beijing --no-verify",
        &[(
            "region = \"cn-hangzhou\" # region",
            "region = \"cn-beijing\" # region",
        )],
    ),
    (
        "profile rename dev new",
        &[
            ("current = \"dev\"", "current = \"new\""),
            ("[profiles.dev", "[profiles.new"),
        ],
    ),
    (
        "profile rename other third",
        &[("[profiles.other]", "[profiles.third]")],
    ),
    (
        "settings set color always",
        &[("color = \"never\"", "color = \"always\"")],
    ),
    (
        "settings unset skin",
        &[("skin = \"dusk\" # of another version\n", "")],
    ),
];

#[test]
fn every_command_that_writes_keeps_what_it_does_not_know() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let secrets = home.read("data/secrets.toml");
    let whole = config(&cloud.keys().access_key_id);
    for (line, changes) in CHANGES {
        home.write_config(&whole);
        std::fs::write(home.secrets_file(), &secrets).unwrap();
        home.yun(line.split(' ')).succeeds();
        let expected = changes
            .iter()
            .fold(whole.clone(), |text, (before, after)| text.replace(before, after));
        // Where secrets lie is written down by whoever writes a profile.
        let kept = home
            .read("config/config.toml")
            .replace("secret_store = \"file\"\n", "");
        assert_eq!(kept, expected, "`{line}`");
    }
}

#[test]
fn a_profile_that_comes_or_goes_leaves_the_rest_as_it_is() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let keys = cloud.keys();
    let whole = config(&keys.access_key_id);
    home.write_config(&whole);
    let add = home.adding("new", &keys.access_key_id).secret(&keys);
    add.arguments(["--no-use", "--no-verify"]).run().succeeds();
    let with_new = home.read("config/config.toml");
    for line in whole.lines() {
        assert!(
            with_new.lines().any(|kept| kept == line),
            "{line:?} is lost:\n{with_new}"
        );
    }
    home.yun(["profile", "remove", "new"]).succeeds();
    assert_eq!(home.read("config/config.toml"), whole);
    home.yun(["profile", "remove", "other"]).succeeds();
    let kept = home.read("config/config.toml");
    for part in [FOREIGN[0], FOREIGN[1], FOREIGN[2], FOREIGN[4]] {
        assert!(kept.contains(part), "{part:?} is lost:\n{kept}");
    }
    home.yun(["profile", "remove", "dev"]).succeeds();
    let kept = home.read("config/config.toml");
    for part in FOREIGN[0]
        .lines()
        .chain(FOREIGN[1].lines())
        .chain(FOREIGN[4].lines())
    {
        assert!(kept.contains(part), "{part:?} is lost:\n{kept}");
    }
}

#[test]
fn what_changes_what_is_done_is_refused_where_it_stands_and_nowhere_else() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let config = home.read("config/config.toml");
    for (key, value) in [("signature", "v9"), ("secret_store", "vault")] {
        let odd =
            format!("[profiles.odd]\nmode = \"AccessKey\"\nregion = \"cn-beijing\"\n{key} = \"{value}\"\n");
        home.write_config(&format!("{config}\n{odd}"));
        for line in [
            "whoami -p odd",
            "ecs list -p odd",
            "profile edit odd --region us-west-1 --no-verify",
        ] {
            Row::new(line, "config_invalid", &["\"odd\"", key, value]).check(&home);
        }
        home.yun(["whoami", "-p", "dev"]).succeeds();
        home.yun(["profile", "list"]).succeeds();
        let ran = home.yun(["whoami", "--all-profiles", "-o", "json"]).exits(3);
        assert_eq!(
            (ran.rows().len(), ran.error()["code"].as_str()),
            (1, Some("config_invalid"))
        );
    }
}
