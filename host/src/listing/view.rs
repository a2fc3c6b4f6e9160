//! Views of one resource: asked for once, or again and again for what is new.

use std::{sync::Arc, time::Duration};

use yun_plugin_api::{ViewAnswer, ViewRequest, protocol::method};

use super::{Target, ask::explained};
use crate::{core::Core, error::Error};

/// Asks for a view.
///
/// # Errors
/// The plugin's error, or what kept it from answering.
pub async fn view(core: &Arc<Core>, target: &Target, request: &ViewRequest) -> Result<ViewAnswer, Error> {
    let served = core.catalog.resource(&request.resource_type)?;
    let answer = core
        .call_resource(
            &served,
            &target.session,
            &target.region,
            method::RESOURCE_VIEW,
            request,
        )
        .await;
    match answer {
        Ok(answer) => Ok(answer),
        Err(error) => {
            let error = explained(core, target, error).await;
            Err(error.for_profile(target.session.name()))
        }
    }
}

/// How long is waited before a view that is followed is asked for again: longer and longer while nothing comes.
#[derive(Debug, Clone)]
pub struct Pace {
    shortest: Duration,
    longest: Duration,
    next: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self::between(Duration::from_secs(1), Duration::from_secs(5))
    }
}

impl Pace {
    /// Waits for `shortest` at first, and for `longest` at most.
    pub fn between(shortest: Duration, longest: Duration) -> Self {
        Self {
            shortest,
            longest,
            next: shortest,
        }
    }

    /// How long to wait after an answer that had news, or none.
    fn after(&mut self, had_news: bool) -> Duration {
        if had_news {
            self.next = self.shortest;
            return self.shortest;
        }
        let wait = self.next;
        self.next = self.next.mul_f64(1.5).min(self.longest);
        wait
    }
}

/// A view that is being followed.
pub struct Following<'a> {
    core: &'a Arc<Core>,
    target: &'a Target,
    request: ViewRequest,
    pace: Pace,
    /// Whether the last answer had news; none before the first.
    had_news: Option<bool>,
    ended: bool,
}

impl<'a> Following<'a> {
    /// Begins to follow a view.
    pub fn new(core: &'a Arc<Core>, target: &'a Target, request: ViewRequest, pace: Pace) -> Self {
        let request = ViewRequest {
            follow: true,
            cursor: None,
            ..request
        };
        Self {
            core,
            target,
            request,
            pace,
            had_news: None,
            ended: false,
        }
    }

    /// What came since the last time, as soon as something does; nothing once nothing more will come.
    ///
    /// # Errors
    /// As [`view`].
    pub async fn news(&mut self) -> Result<Option<String>, Error> {
        while !self.ended {
            if let Some(had_news) = self.had_news {
                tokio::time::sleep(self.pace.after(had_news)).await;
            }
            let answer = view(self.core, self.target, &self.request).await?;
            let has_news = !answer.text.is_empty();
            // Without a place to go on from, the same text would come again.
            self.ended = answer.ended || has_news && answer.cursor.is_none();
            self.request.cursor = answer.cursor.or(self.request.cursor.take());
            self.had_news = Some(has_news);
            if has_news {
                return Ok(Some(answer.text));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quiet_view_is_asked_less_and_less_often_until_there_is_news() {
        let mut pace = Pace::default();
        let mut quiet = || pace.after(false).as_millis();
        let waits = [quiet(), quiet(), quiet(), quiet(), quiet(), quiet()];
        assert_eq!(waits, [1000, 1500, 2250, 3375, 5000, 5000]);
        assert_eq!(pace.after(true).as_millis(), 1000);
        assert_eq!(pace.after(false).as_millis(), 1000);
    }
}
