//! `prompt.*`: the person at the terminal.

use std::sync::Arc;

use yun_plugin_api::{
    Error as PluginError, Question, QuestionKind, Secret, manifest::Text, protocol::service::Answer,
};

use super::{LiveCall, Services, not_wanted, refused, said::taken};
use crate::{
    error::Error,
    prompt::{Asker, Choice, Question as Line},
    text::{message, visible},
};

/// Who sits at the terminal, if anybody does.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// Whoever can be asked.
    pub asker: Option<Asker>,
    /// Whether pages are opened in a browser, or shown.
    pub opens_browser: bool,
    /// Whether a line may be read from standard input.
    pub can_type: bool,
}

impl Person {
    /// Says something on standard error that is needed to go on, and so is said however quiet yun is to be.
    pub(super) fn say(&self, text: &str) {
        crate::output::note(text);
    }
}

impl Services {
    pub(super) async fn ask(&self, call: &Arc<LiveCall>, question: Question) -> Result<Answer, PluginError> {
        call.grant(|grant| grant.prompt())?;
        let Some(asker) = self.person.asker else {
            let error = call
                .context
                .failure("prompt_unavailable", message!("error-prompt-unavailable"));
            return Err(self.told(error.hint(message!("hint-prompt-unavailable"))));
        };
        let asking = async {
            // Several profiles may have a question at once.
            let _turn = self.asking.lock().await;
            tokio::task::spawn_blocking(move || answered(asker, &question)).await
        };
        tokio::select! {
            answer = asking => match answer {
                Ok(Ok(Some(value))) => Ok(Answer { value }),
                Ok(Ok(None)) => Err(refused("request_malformed", "this question cannot be asked")),
                Ok(Err(error)) => Err(self.told(error)),
                Err(_) => Err(super::host_panicked()),
            },
            () = call.cancelled() => Err(not_wanted()),
        }
    }

    pub(super) fn show(&self, call: &Arc<LiveCall>, text: &Text) -> Result<(), PluginError> {
        call.grant(|grant| grant.prompt())?;
        if call.said.one_more_line(&call.context.manifest.id) {
            self.person.say(&visible(&taken(self.language.pick(text))));
        }
        Ok(())
    }
}

/// The answer; nothing for a question of a kind that is not known, or without choices.
fn answered(asker: Asker, question: &Question) -> Result<Option<Secret>, Error> {
    let language = asker.language();
    let title = language.pick(&question.title).to_owned();
    let help = question.help.as_ref().map(|help| language.pick(help).to_owned());
    let line = Line {
        title: title.clone(),
        help: help.clone(),
        ..Line::default()
    };
    let given = move |text: &str| text.is_empty().then(|| language.say(&message!("value-missing")));
    Ok(Some(match question.kind {
        QuestionKind::Text => Secret::new(asker.line(&line, given)?),
        QuestionKind::Secret => asker.secret(&line, given)?,
        QuestionKind::Confirm => Secret::new(asker.confirm(&title, help.as_deref(), false)?.to_string()),
        QuestionKind::Choice if !question.choices.is_empty() => {
            let choices = question.choices.iter().map(|choice| Choice {
                value: choice.value.clone(),
                title: choice.title.clone(),
                about: String::new(),
            });
            Secret::new(asker.choice(&title, choices.collect(), 0, |_| false)?)
        }
        _ => return Ok(None),
    }))
}
