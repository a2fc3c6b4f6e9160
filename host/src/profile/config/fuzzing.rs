//! A configuration that somebody wrote by hand, and the edits that must keep it.

use super::*;

/// Keys of a profile that `put` owns.
const OWN: [&str; 6] = [
    "mode",
    "region",
    "resource_group",
    "signature",
    "secret_store",
    "fields",
];

/// Reads a file and edits it; the first line is the name of the profile that is put and removed.
pub fn config(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let (name, text) = text.split_once('\n').unwrap_or(("p", text));
    let Ok(config) = parsed(text) else { return };
    read_everything(&config);
    let Ok(name) = ProfileName::parse(name) else {
        return;
    };
    put(parsed(text).expect("it was just read"), profile(name.clone()));
    remove(config, name.as_str());
}

fn put(mut config: Config, profile: Profile) {
    let name = profile.name.as_str();
    let is_new = !config.names().contains(&name);
    let before = leaves(&config, name);
    if config
        .put(&profile)
        .and_then(|()| config.set_current(name))
        .is_err()
    {
        return;
    }
    let again = written(&config);
    assert_eq!(again.current(), Some(name));
    assert_eq!(leaves(&again, name), before, "what is not the edit's is kept");
    if is_new {
        assert_eq!(again.profile(name).expect("what was put"), profile);
    }
}

fn remove(mut config: Config, name: &str) {
    let before: Vec<String> = config.names().into_iter().map(str::to_owned).collect();
    if config.remove(name).is_err() {
        return;
    }
    let again = written(&config);
    let left: Vec<String> = before.into_iter().filter(|known| known != name).collect();
    assert_eq!(again.names(), left);
    assert_ne!(again.current(), Some(name));
}

fn parsed(text: &str) -> Result<Config, Error> {
    Config::parse(PathBuf::from("config.toml"), text)
}

fn written(config: &Config) -> Config {
    let text = config.document.to_string();
    parsed(&text).unwrap_or_else(|error| panic!("{error}:\n{text}"))
}

fn read_everything(config: &Config) {
    let _ = (config.current(), config.setting("language"));
    for name in config.names() {
        let _ = config.profile(name);
    }
    let _ = config.unknown("prdo");
}

fn profile(name: ProfileName) -> Profile {
    Profile {
        name,
        mode: "Fuzzed".into(),
        region: RegionId::parse("cn-hangzhou").expect("a region"),
        resource_group: None,
        signature: Signature::default(),
        secret_store: Place::default(),
        endpoints: BTreeMap::new(),
        fields: BTreeMap::from([("fuzzed_id".to_owned(), "\"id\"\n".to_owned())]),
    }
}

/// Every value of the file with the way to it, but those that putting the profile `name` may change.
fn leaves(config: &Config, name: &str) -> BTreeMap<Vec<String>, String> {
    let mut leaves = BTreeMap::new();
    collect(config.document.as_item(), &mut Vec::new(), &mut leaves);
    leaves.retain(|way, _| match &way[..] {
        [current] => current != "current",
        [profiles, of, key, ..] if profiles == "profiles" && of == name => !OWN.contains(&key.as_str()),
        _ => true,
    });
    leaves
}

fn collect(item: &Item, way: &mut Vec<String>, into: &mut BTreeMap<Vec<String>, String>) {
    if let Some(table) = item.as_table_like() {
        for (key, item) in table.iter() {
            way.push(key.to_owned());
            collect(item, way, into);
            way.pop();
        }
    } else if !item.is_none() {
        into.insert(way.clone(), item.to_string().trim().to_owned());
    }
}
