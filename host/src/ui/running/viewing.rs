//! Views of one resource, once or as they grow.

use std::sync::Arc;

use yun_plugin_api::ViewRequest;

use super::effects::Tools;
use crate::{
    error::Error,
    listing::{self, Following, Pace, Target},
    ui::{
        effect::Look,
        event::{Event, Generation, News},
    },
};

impl Tools {
    /// Asks for a view, and for what is new in it as long as somebody wants that.
    pub(super) async fn view(self: &Arc<Self>, of: Generation, look: Look) -> Result<(), Error> {
        let session = self.session(vec![look.subject.profile]).await?;
        let target = Target {
            session,
            region: look.subject.region,
        };
        let request = ViewRequest {
            resource_type: look.subject.resource_type,
            region: target.region.clone(),
            view: look.view,
            id: look.subject.id,
            params: look.params,
            follow: false,
            cursor: None,
        };
        let core = self.core();
        if !look.follow {
            let text = listing::view(&core, &target, &request).await?.text;
            self.tell_news(of, text).await;
            return Ok(());
        }
        let mut following = Following::new(&core, &target, request, Pace::default());
        while let Some(text) = following.news().await? {
            self.tell_news(of, text).await;
        }
        Ok(())
    }

    async fn tell_news(&self, of: Generation, text: String) {
        let news = Event::Viewed(of, Ok(News::Text(text)));
        let _nobody_listens = self.answers.send(news).await;
    }
}
