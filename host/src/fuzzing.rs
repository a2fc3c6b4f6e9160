//! What the fuzz targets of `tests/fuzz` run: one function a target, each beside the code that it tries.

pub use crate::{
    api::fuzzing::answer, catalog::fuzzing::manifest, index::fuzzing::index, output::fuzzing::query,
    output::fuzzing::table, profile::aliyun_cli::fuzzing::aliyun_cli, profile::config::fuzzing::config,
    runner::fuzzing::frames, trust::fuzzing::trust,
};
