//! The view `logs`: what a container has written, once or again and again.

use std::collections::BTreeMap;

use serde_json::Value;
use yun_plugin_api::{
    ApiCall, Error, ErrorKind, Host, Level, Timestamp, ViewAnswer, ViewRequest, object::at,
};

use crate::cursor::{Cursor, news};
use crate::group::{self, ContainerGroup};
use crate::{Page, call, describe};

/// `Tail` is at most 2000, and an answer holds at most 1 MiB, cut wherever that is.
const MOST_LINES: usize = 2000;
const MOST_BYTES: usize = 1 << 20;

/// The cursor of a log in which nothing was found yet.
const NOTHING_YET: &str = "-";

/// The view's parameters.
struct Wanted<'a> {
    container: Option<&'a str>,
    tail: Option<&'a str>,
    since: Option<Since>,
    timestamps: bool,
}

/// From when on lines are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Since {
    Seconds(i64),
    Time(Timestamp),
}

pub(crate) fn show(host: &Host, request: &ViewRequest) -> Result<ViewAnswer, Error> {
    let wanted = Wanted::read(&request.params)?;
    let group = match wanted.container {
        Some(_) if !request.follow => None,
        _ => find(host, request)?,
    };
    // What was seen before and is not any more is gone.
    let again = request.cursor.is_some();
    let container = match container(&wanted, group.as_ref(), request) {
        Err(_) if again && group.is_none() => return Ok(ended(request)),
        other => other?,
    };
    let call = call("DescribeContainerLog", &request.region)
        .param("ContainerGroupId", &request.id)
        .param("ContainerName", &container);
    if !request.follow {
        return Ok(ViewAnswer {
            text: read(host, &wanted.first(call, wanted.timestamps))?,
            ..ViewAnswer::default()
        });
    }
    let from = request.cursor.as_deref().and_then(Cursor::parse);
    let call = if again {
        next(call, from)
    } else {
        wanted.first(call, true)
    };
    let content = match read(host, &call) {
        Err(error) if again && group.is_none() && is_gone(&error) => return Ok(ended(request)),
        other => other?,
    };
    let whole = whole_lines(&content);
    let is_whole = whole.len() == content.len();
    let news = news(whole, from, wanted.timestamps, MOST_LINES);
    if news.gap {
        let message = "more lines were written than one answer holds, and some of them are not shown";
        host.log(Level::Warn, message);
    }
    let cursor = news.cursor.or_else(|| wanted.start());
    Ok(ViewAnswer {
        text: news.text,
        cursor: Some(cursor.map_or_else(|| NOTHING_YET.to_owned(), |cursor| cursor.to_string())),
        // Seen before the log was read, so that nothing was written after it.
        ended: is_whole && group.is_some_and(|group| group::has_ended(&group, &container)),
    })
}

impl<'a> Wanted<'a> {
    fn read(params: &'a BTreeMap<String, String>) -> Result<Self, Error> {
        let text = |key| {
            params
                .get(key)
                .map(String::as_str)
                .filter(|text| !text.is_empty())
        };
        let tail = text("tail");
        let fits = |tail: &str| tail.parse().is_ok_and(|lines| (1..=MOST_LINES).contains(&lines));
        if tail.is_some_and(|tail| !fits(tail)) {
            return Err(wrong("tail_out_of_range", "tail takes a number from 1 to 2000"));
        }
        Ok(Self {
            container: text("container"),
            tail,
            since: text("since").map(Since::parse).transpose()?,
            timestamps: text("timestamps") == Some("true"),
        })
    }

    /// The call for what is there already.
    fn first(&self, call: ApiCall, timestamps: bool) -> ApiCall {
        let call = call
            .maybe("Tail", self.tail)
            .maybe("Timestamps", timestamps.then_some("true"));
        match self.since {
            None => call,
            Some(Since::Seconds(seconds)) => call.param("SinceSeconds", seconds.to_string()),
            Some(Since::Time(time)) => call.param("StartTime", time.to_string()),
        }
    }

    /// Where to go on from where nothing was found.
    fn start(&self) -> Option<Cursor> {
        self.since.map(|since| {
            Cursor::at(match since {
                Since::Seconds(seconds) => {
                    Timestamp::of_unix_seconds(Timestamp::now().unix_seconds().saturating_sub(seconds))
                }
                Since::Time(time) => time,
            })
        })
    }
}

impl Since {
    /// `90s`, `10m`, `2h`, `1d`, or RFC 3339.
    fn parse(text: &str) -> Result<Self, Error> {
        let units = [("s", 1), ("m", 60), ("h", 60 * 60), ("d", 24 * 60 * 60)];
        let found = units.iter().find_map(|(unit, seconds)| {
            let number = text.strip_suffix(unit)?;
            let plain = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
            let number = plain.then(|| number.parse::<i64>().ok())??;
            number
                .checked_mul(*seconds)
                .filter(|seconds| *seconds > 0)
                .map(Self::Seconds)
        });
        found
            .or_else(|| Timestamp::parse(text).map(Self::Time))
            .ok_or_else(|| {
                let message = "since takes 90s, 10m, 2h, 1d or a time such as 2026-01-02T03:04:05Z";
                wrong("since_malformed", message)
            })
    }
}

/// The call for what came since.
fn next(call: ApiCall, from: Option<Cursor>) -> ApiCall {
    call.param("Tail", MOST_LINES.to_string())
        .param("Timestamps", "true")
        .maybe("StartTime", from.map(|from| from.second().to_string()))
}

fn read(host: &Host, call: &ApiCall) -> Result<String, Error> {
    match at(host.api_call(call)?, &["Content"]) {
        Value::String(content) => Ok(content),
        Value::Null => Ok(String::new()),
        _ => Err(Error::unexpected_answer(&call.action, "Content is no text")),
    }
}

fn find(host: &Host, request: &ViewRequest) -> Result<Option<ContainerGroup>, Error> {
    let ids = std::slice::from_ref(&request.id);
    let answer: Page = host.api_call(&describe(&request.region, ids))?;
    Ok(answer.container_groups.unwrap_or_default().pop())
}

/// The name of the container: the one that is asked for, or the only one.
fn container(
    wanted: &Wanted<'_>,
    group: Option<&ContainerGroup>,
    request: &ViewRequest,
) -> Result<String, Error> {
    let id = request.id.as_str();
    match (wanted.container, group) {
        (Some(name), Some(group)) if !group::all_names(group).iter().any(|one| one == name) => {
            let all = group::all_names(group).join(", ");
            let message = format!("{id} has no container {name}, only: {all}");
            Err(wrong("container_unknown", message)
                .param("id", id)
                .param("container", name)
                .param("containers", all))
        }
        (Some(name), _) => Ok(name.to_owned()),
        (None, Some(group)) => only(group, id),
        (None, None) => {
            let region = request.region.as_str();
            let message = format!("there is no instance {id} in {region}, or it may not be seen");
            Err(
                Error::new(ErrorKind::NotFound, "container_group_unknown", message)
                    .param("id", id)
                    .param("region", region),
            )
        }
    }
}

fn only(group: &ContainerGroup, id: &str) -> Result<String, Error> {
    let mut names = group::container_names(group);
    match names.len() {
        0 => Err(wrong("containers_none", format!("{id} has no containers yet")).param("id", id)),
        1 => Ok(names.remove(0)),
        _ => {
            let all = group::all_names(group).join(", ");
            Err(
                wrong("container_needed", format!("{id} has several containers: {all}"))
                    .param("id", id)
                    .param("containers", all),
            )
        }
    }
}

/// Without the last line, if the answer is so long that it may have been cut in the middle of it.
fn whole_lines(content: &str) -> &str {
    match content.rfind('\n') {
        Some(end) if content.len() >= MOST_BYTES => &content[..end],
        _ => content,
    }
}

fn is_gone(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::NotFound | ErrorKind::InvalidInput)
}

fn ended(request: &ViewRequest) -> ViewAnswer {
    ViewAnswer {
        text: String::new(),
        cursor: request.cursor.clone(),
        ended: true,
    }
}

fn wrong(code: &str, message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidInput, code, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_is_so_long_ago_or_a_time() {
        let since = |text| Since::parse(text).ok();
        assert_eq!(since("90s"), Some(Since::Seconds(90)));
        assert_eq!(since("10m"), Some(Since::Seconds(600)));
        assert_eq!(since("2h"), Some(Since::Seconds(7200)));
        assert_eq!(since("1d"), Some(Since::Seconds(86_400)));
        let time = Timestamp::parse("2026-01-02T03:04:05Z").expect("a time");
        assert_eq!(since("2026-01-02T11:04:05+08:00"), Some(Since::Time(time)));
        for wrong in [
            "",
            "10",
            "s",
            "-5m",
            "+5m",
            "0s",
            "1w",
            "1.5h",
            "yesterday",
            "99999999999999999d",
        ] {
            assert_eq!(since(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_line_that_may_be_cut_waits_for_its_end() {
        let long = "x".repeat(MOST_BYTES - 3);
        assert_eq!(whole_lines(&format!("{long}\nabc")), long);
        assert_eq!(whole_lines("one\ntw"), "one\ntw");
        let single = "x".repeat(MOST_BYTES);
        assert_eq!(
            whole_lines(&single),
            single,
            "what is never whole is shown as it is"
        );
    }
}
