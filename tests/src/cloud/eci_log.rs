//! What a container has written: `DescribeContainerLog`.

use std::fmt::Write;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::json;

use super::container_group::LogLine;
use super::eci_actions::find;
use super::error::ApiError;
use super::product::{Call, Content};
use super::request::Parameters;

const DEFAULT_LINES: usize = 500;
const MOST_LINES: usize = 2000;
const MOST_BYTES: usize = 1 << 20;

/// Which lines are wanted, and how.
struct Wanted {
    from: Option<DateTime<Utc>>,
    lines: usize,
    bytes: usize,
    timestamps: bool,
}

pub(crate) fn describe_log(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let name = call.parameters.text("ContainerName");
    let name = name.ok_or_else(|| ApiError::missing("ContainerName"))?;
    let wanted = Wanted::read(call.parameters, call.now)?;
    let group = find(call)?;
    let mut all = group.containers.iter().chain(&group.init_containers);
    let container = all.find(|container| container.name == name);
    let container = container.ok_or_else(ApiError::unknown_container)?;
    // Nothing is kept of what a container wrote before it was started again.
    let log: &[LogLine] = if call.parameters.flag("LastTime")? {
        &[]
    } else {
        &container.log
    };
    Ok(json!({"ContainerName": name, "Content": wanted.content(log)}).into())
}

impl Wanted {
    fn read(parameters: &Parameters, now: DateTime<Utc>) -> Result<Self, ApiError> {
        let number = |name, most: usize| match parameters.text(name).map(str::parse::<usize>) {
            None => Ok(None),
            Some(Ok(number)) if (1..=most).contains(&number) => Ok(Some(number)),
            Some(_) => Err(ApiError::invalid_parameter(name)),
        };
        let seconds = number("SinceSeconds", i32::MAX as usize)?;
        let start = match parameters.text("StartTime") {
            None => None,
            Some(text) => Some(start_time(text).ok_or_else(|| ApiError::invalid_parameter("StartTime"))?),
        };
        let since = seconds.map(|seconds| now - TimeDelta::seconds(seconds as i64));
        Ok(Self {
            from: start.into_iter().chain(since).max(),
            lines: number("Tail", MOST_LINES)?.unwrap_or(DEFAULT_LINES),
            bytes: number("LimitBytes", MOST_BYTES)?.unwrap_or(MOST_BYTES),
            timestamps: parameters.flag("Timestamps")?,
        })
    }

    /// The last lines of what is new enough; cut behind so many bytes, wherever that is.
    fn content(&self, log: &[LogLine]) -> String {
        let is_new = |line: &&LogLine| self.from.is_none_or(|from| line.time >= from);
        let lines: Vec<&LogLine> = log.iter().filter(is_new).collect();
        let mut content = String::new();
        for line in &lines[lines.len().saturating_sub(self.lines)..] {
            if self.timestamps {
                let time = line.time.to_rfc3339_opts(SecondsFormat::AutoSi, true);
                write!(content, "{time} ").expect("a text can be written to");
            }
            writeln!(content, "{}", line.text).expect("a text can be written to");
        }
        let mut end = self.bytes.min(content.len());
        while !content.is_char_boundary(end) {
            end -= 1;
        }
        content.truncate(end);
        content
    }
}

/// RFC 3339, in UTC.
fn start_time(text: &str) -> Option<DateTime<Utc>> {
    let time = DateTime::parse_from_rfc3339(text).ok()?;
    (time.offset().local_minus_utc() == 0).then(|| time.to_utc())
}
