//! Files that decide what is trusted: who else than the user could have written them.
//!
//! A library that a group can write is used: with a common umask (002) every file is so, and what was installed is held
//! against its hash. What that hash is, and whose keys are trusted, a group may not decide, unless the user alone is in it.

use std::path::Path;

use super::{Refusal, discovery::check_file};
use crate::environment::Environment;

/// Refuses a file that decides what is trusted and that somebody else could have written: what [`check_file`] refuses, and
/// what a group can write that is not the user's own. So too its directory.
///
/// # Errors
/// Why it is not believed.
pub(crate) fn check_deciding_file(path: &Path, environment: &Environment) -> Result<(), Refusal> {
    check_place(path, environment)?;
    // Where a link leads to, its own directory counts as well.
    match std::fs::canonicalize(path) {
        Ok(target) if target != path => check_place(&target, environment),
        Ok(_) => Ok(()),
        Err(error) => Err(Refusal::unreadable(&error)),
    }
}

fn check_place(path: &Path, environment: &Environment) -> Result<(), Refusal> {
    check_file(path, environment)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        const GROUP_WRITES: u32 = 0o020;
        const STICKY: u32 = 0o1000;
        let metadata = |path: &Path| std::fs::metadata(path).map_err(|error| Refusal::unreadable(&error));
        let file = metadata(path)?;
        if file.mode() & GROUP_WRITES != 0 && !is_own_group(file.gid()) {
            return Err(Refusal::writable_by_group(path));
        }
        // In a directory that a group may write to, it may replace the file; unless it is sticky.
        if let Some(directory) = path.parent() {
            let found = metadata(directory)?;
            let is_open = found.mode() & GROUP_WRITES != 0 && found.mode() & STICKY == 0;
            if is_open && !is_own_group(found.gid()) {
                return Err(Refusal::writable_by_group(directory));
            }
        }
    }
    Ok(())
}

/// Whether the user alone is in this group, as far as this machine's own files say.
#[cfg(unix)]
fn is_own_group(gid: u32) -> bool {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let user = User {
        uid: rustix::process::geteuid().as_raw(),
        gid: rustix::process::getegid().as_raw(),
    };
    user.is_alone_in(gid, &read("/etc/passwd"), &read("/etc/group"))
}

/// Who runs yun.
#[cfg(unix)]
struct User {
    uid: u32,
    gid: u32,
}

#[cfg(unix)]
impl User {
    /// Whether a group is the user's own: their primary one, called or numbered like them, with nobody else in it. Users
    /// and groups that stand in no file, but in a directory of a company, have it by the number alone.
    fn is_alone_in(&self, gid: u32, passwd: &str, group: &str) -> bool {
        let users: Vec<[&str; 7]> = passwd.lines().filter_map(fields).collect();
        let groups: Vec<[&str; 4]> = group.lines().filter_map(fields).collect();
        let number = |text: &str| text.parse::<u32>().ok();
        let me = users.iter().find(|user| number(user[2]) == Some(self.uid));
        let primary = me.and_then(|me| number(me[3])).unwrap_or(self.gid);
        let name = me.map(|me| me[0]);
        let mut same = groups.iter().filter(|group| number(group[2]) == Some(gid));
        let is_called_alike = same.clone().any(|group| Some(group[0]) == name);
        let has_others = same.any(|group| {
            let mut members = group[3].split(',').filter(|member| !member.is_empty());
            members.any(|member| Some(member) != name)
        });
        let is_of_others = users
            .iter()
            .any(|user| number(user[3]) == Some(gid) && number(user[2]) != Some(self.uid));
        gid == primary && (gid == self.uid || is_called_alike) && !has_others && !is_of_others
    }
}

/// The fields of a line of such a file.
#[cfg(unix)]
fn fields<const COUNT: usize>(line: &str) -> Option<[&str; COUNT]> {
    let fields: Vec<&str> = line.split(':').collect();
    fields.try_into().ok()
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::*;

    const PASSWD: &str = "root:x:0:0:root:/root:/bin/bash\nann:x:1000:1000:,,,:/home/ann:/bin/sh\n\
                          bob:x:1001:100:,,,:/home/bob:/bin/sh\neve:x:1002:1500::/home/eve:/bin/sh\n\
                          carl:x:1003:1003::/home/carl:/bin/sh\nservice:x:999:1003::/:/bin/false\nbroken line\n";
    const GROUP: &str =
        "root:x:0:\nusers:x:100:ann,bob\nann:x:1000:\neve:x:1500:eve\ncarl:x:1003:\ndan:x:1004:ann\n";

    #[test]
    fn a_group_is_ones_own_when_nobody_else_is_in_it() {
        let is_own = |uid, gid, of| User { uid, gid }.is_alone_in(of, PASSWD, GROUP);
        assert!(is_own(1000, 1000, 1000), "called and numbered like the user");
        assert!(is_own(1002, 1500, 1500), "called like the user");
        assert!(is_own(0, 0, 0));
        assert!(is_own(5000, 5000, 5000), "a user of a company's directory");
        for (uid, gid, of, why) in [
            (1001, 100, 100, "everybody's"),
            (1000, 1000, 100, "not the primary one"),
            (1000, 100, 100, "another group for now"),
            (1000, 1000, 0, "root's"),
            (1003, 1003, 1003, "another user has it as primary one"),
            (1004, 1004, 1004, "another user is in it"),
            (5000, 513, 513, "a company's group"),
        ] {
            assert!(!is_own(uid, gid, of), "{why}");
        }
    }

    #[test]
    fn where_a_link_leads_to_counts_too() {
        let home = tempfile::tempdir().expect("a directory");
        let shared = home.path().join("shared");
        fs::create_dir(&shared).expect("makes a directory");
        fs::write(shared.join("plugins.toml"), "x").expect("writes");
        let link = home.path().join("plugins.toml");
        std::os::unix::fs::symlink(shared.join("plugins.toml"), &link).expect("links");
        assert!(check_deciding_file(&link, &Environment::default()).is_ok());
        fs::set_permissions(&shared, fs::Permissions::from_mode(0o777)).expect("changes the mode");
        let refused = check_deciding_file(&link, &Environment::default()).expect_err("refused");
        assert_eq!(refused.code, "plugin_writable_by_others");
    }

    #[test]
    fn what_another_group_can_write_is_not_believed() {
        let home = tempfile::tempdir().expect("a directory");
        let file = home.path().join("plugins.toml");
        fs::write(&file, "x").expect("writes");
        let chmod = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("changes the mode");
        };
        let code = || {
            let checked = check_deciding_file(&file, &Environment::default());
            checked.map_err(|refusal| refusal.code)
        };
        // A group that is none of this user's own; only root may give a file to one.
        let is_foreign = std::os::unix::fs::chown(&file, None, Some(65_000)).is_ok();
        chmod(&file, 0o664);
        let refused = Err("plugin_writable_by_group");
        match is_foreign {
            true => assert_eq!(code(), refused),
            false => assert_eq!(code().is_ok(), is_own_group(rustix::process::getegid().as_raw())),
        }
        chmod(&file, 0o644);
        assert_eq!(code(), Ok(()));
        chmod(home.path(), 0o770);
        if is_foreign {
            std::os::unix::fs::chown(home.path(), None, Some(65_000)).expect("root may");
            chmod(home.path(), 0o770);
            assert_eq!(code(), refused);
            chmod(home.path(), 0o1770);
            assert_eq!(code(), Ok(()), "a sticky directory protects its files");
        }
    }
}
