//! The rule of views: each answers, and one that is followed comes to an end or says where it stands.

use yun_plugin_api::{
    ViewAnswer,
    manifest::{ResourceManifest, View},
    protocol::method,
};

use super::{
    Check, Ordinary, Rule,
    requests::{Request, view_request},
};
use crate::text::message;

impl Check {
    pub(super) fn views(&mut self, resource: &ResourceManifest) {
        for view in &resource.views {
            self.view(resource, view, false);
            if view.follow {
                self.view(resource, view, true);
            }
        }
        if !resource.views.is_empty() {
            self.judge(Rule::Views, &resource.resource_type);
        }
    }

    fn view(&mut self, resource: &ResourceManifest, view: &View, follow: bool) {
        let subject = resource.resource_type.as_str();
        let mut request = view_request(self, resource, view);
        request.follow = follow;
        let name = view.name.as_str();
        let failed = match self.ask::<ViewAnswer>(&Request::view(resource, &request)) {
            Ordinary::Answer(answer) => {
                let goes_on = answer.cursor.is_some() || answer.ended || !answer.text.is_empty();
                (follow && !goes_on).then(|| message!("check-view-nowhere", view = name))
            }
            Ordinary::Unanswered(names) => return self.lacks_answers(&[Rule::Views], subject, Some(&names)),
            Ordinary::Error(error) if self.has_answers => {
                let (code, message) = (error.code, error.message);
                Some(message!(
                    "check-view-fails",
                    view = name,
                    code = code,
                    message = message
                ))
            }
            Ordinary::Error(_) => return self.lacks_answers(&[Rule::Views], subject, None),
            Ordinary::Nothing => return self.no_answer(&[Rule::Views], subject, method::RESOURCE_VIEW),
        };
        if let Some(what) = failed {
            self.fail(Rule::Views, subject, &what);
        }
    }
}
