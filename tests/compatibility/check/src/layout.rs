//! The layout of the boundary, held against the one that a committed library carries, by abi_stable's own comparison.
//!
//! Loading that library in today's host, which the end-to-end tests do, compares in one direction: what the host expects
//! with what the library has. Here the other one is compared too: a library that is built today meets a host of that time.

use yun_plugin_abi::{
    PluginRootRef,
    abi_stable::{
        StableAbi, abi_stability::abi_checking::check_layout_compatibility, library::lib_header_from_path,
        type_layout::TypeLayout,
    },
};

use crate::baseline::repository;

/// What is wrong with today's layout; nothing where the committed library is for another machine.
pub(crate) fn check() -> Result<Vec<String>, String> {
    if !cfg!(all(
        target_os = "linux",
        target_arch = "x86_64",
        target_env = "gnu"
    )) {
        println!("not compared: the layout, since the committed library is for Linux on x86_64");
        return Ok(Vec::new());
    }
    let library = repository().join("tests/compatibility/protocol-1/built/libyun_plugin_lasting_mode.so");
    let header = lib_header_from_path(&library).map_err(|error| error.to_string())?;
    let then = header.layout().ok_or("the committed library carries no layout")?;
    let now = <PluginRootRef as StableAbi>::LAYOUT;
    Ok(compare(then, now))
}

fn compare(then: &'static TypeLayout, now: &'static TypeLayout) -> Vec<String> {
    let refuses = |interface, implementation, who: &str| {
        let outcome = check_layout_compatibility(interface, implementation);
        let error = outcome.err()?.to_string();
        let from = error.find("Error:").unwrap_or(0);
        let said: Vec<&str> = error[from..].lines().map(str::trim).take(4).collect();
        Some(format!("yun-plugin-abi: {who}: {}", said.join(" ")))
    };
    [
        refuses(now, then, "today's host would refuse the libraries of then"),
        refuses(then, now, "the hosts of then would refuse today's libraries"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
#[expect(dead_code, reason = "made to be compared")]
mod tests {
    use super::*;

    /// Two root modules as the boundary has one, and two that are not like it.
    mod first {
        use abi_stable::StableAbi;

        #[repr(C)]
        #[derive(StableAbi)]
        #[sabi(kind(Prefix(prefix_ref = RootRef, prefix_fields = RootFields)))]
        #[sabi(missing_field(option))]
        pub struct Root {
            pub manifest: extern "C" fn() -> u32,
            #[sabi(last_prefix_field)]
            pub open: extern "C" fn(u32) -> u32,
        }
    }

    mod same {
        use abi_stable::StableAbi;

        #[repr(C)]
        #[derive(StableAbi)]
        #[sabi(kind(Prefix(prefix_ref = RootRef, prefix_fields = RootFields)))]
        #[sabi(missing_field(option))]
        pub struct Root {
            pub manifest: extern "C" fn() -> u32,
            #[sabi(last_prefix_field)]
            pub open: extern "C" fn(u32) -> u32,
        }
    }

    mod grown {
        use abi_stable::StableAbi;

        #[repr(C)]
        #[derive(StableAbi)]
        #[sabi(kind(Prefix(prefix_ref = RootRef, prefix_fields = RootFields)))]
        #[sabi(missing_field(option))]
        pub struct Root {
            pub manifest: extern "C" fn() -> u32,
            #[sabi(last_prefix_field)]
            pub open: extern "C" fn(u32) -> u32,
            pub close: extern "C" fn(),
        }
    }

    mod other {
        use abi_stable::StableAbi;

        #[repr(C)]
        #[derive(StableAbi)]
        #[sabi(kind(Prefix(prefix_ref = RootRef, prefix_fields = RootFields)))]
        #[sabi(missing_field(option))]
        pub struct Root {
            pub manifest: extern "C" fn() -> u32,
            #[sabi(last_prefix_field)]
            pub open: extern "C" fn(u64) -> u32,
        }
    }

    #[test]
    fn a_layout_that_grew_or_changed_is_refused_by_one_side_or_the_other() {
        let first = <first::RootRef as StableAbi>::LAYOUT;
        let same = <same::RootRef as StableAbi>::LAYOUT;
        let grown = <grown::RootRef as StableAbi>::LAYOUT;
        let other = <other::RootRef as StableAbi>::LAYOUT;
        assert_eq!(compare(first, same), Vec::<String>::new());
        for (then, now) in [(first, grown), (grown, first), (first, other)] {
            assert_ne!(compare(then, now), Vec::<String>::new());
        }
    }

    #[test]
    fn the_boundary_is_as_it_was() {
        assert_eq!(check(), Ok(Vec::new()));
    }
}
