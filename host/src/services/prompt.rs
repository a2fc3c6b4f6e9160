//! `prompt.*`: the person at the terminal, reached line by line or on a screen that somebody owns.

use std::{future::Future, pin::Pin, sync::Arc};

use yun_plugin_api::{
    Error as PluginError, Question, QuestionKind, Secret, manifest::Text, protocol::service::Answer,
};

use super::{CallContext, LiveCall, Services, not_wanted, refused, said::taken};
use crate::{
    error::Error,
    output::progress::ProgressLine,
    prompt::{Asker, Choice, Question as Line},
    text::{Message, message, visible},
};

/// Who answers what plugins ask, and is told what they say.
#[derive(Clone, Default)]
pub struct Person {
    /// How they are reached.
    pub reached: Reached,
    /// Whether pages are opened in a browser, or shown.
    pub opens_browser: bool,
}

/// How a person is reached.
#[derive(Clone)]
pub enum Reached {
    /// Line by line: what is said goes to standard error.
    ByLines {
        /// Whoever can be asked.
        asker: Option<Asker>,
        /// Whether a line may be read from standard input.
        can_type: bool,
        /// What tells how far a command is, and stands aside meanwhile.
        progress: ProgressLine,
    },
    /// By whatever owns the whole screen: nothing else may write to the terminal.
    OnScreen(Arc<dyn Screen>),
}

impl Default for Reached {
    fn default() -> Self {
        Self::ByLines {
            asker: None,
            can_type: false,
            progress: ProgressLine::new(false),
        }
    }
}

/// A question, and who asks it: whoever answers knows whom they tell.
#[derive(Clone)]
pub struct Asked {
    /// The question.
    pub question: Question,
    /// The id of the plugin that asks.
    pub plugin: String,
    /// The name of the profile that it asks for.
    pub profile: String,
}

impl Asked {
    /// A question that is asked within a call.
    pub(super) fn within(context: &CallContext, question: Question) -> Self {
        Self {
            question,
            plugin: context.manifest.id.clone(),
            profile: context.session.name().to_owned(),
        }
    }

    /// Who asks.
    pub(crate) fn by(&self) -> Message {
        message!(
            "prompt-asked-by",
            plugin = self.plugin.as_str(),
            profile = self.profile.as_str()
        )
    }
}

/// What a person answers, once they do; none if they leave the question.
pub type Answering = Pin<Box<dyn Future<Output = Option<Secret>> + Send>>;

/// What owns the whole screen, and asks and tells a person there what plugins want.
pub trait Screen: Send + Sync {
    /// Asks a question that can be answered. It is taken away when nobody waits for the answer any more.
    fn ask(&self, asked: Asked) -> Answering;

    /// Tells something that is needed to go on: a code to compare, an address to open.
    fn tell(&self, text: &str);
}

impl Person {
    /// Says something that is needed to go on, and so is said however quiet yun is to be.
    pub(super) fn say(&self, text: &str) {
        match &self.reached {
            Reached::ByLines { progress, .. } => {
                let _aside = progress.stand_aside();
                crate::output::note(text);
            }
            Reached::OnScreen(screen) => screen.tell(text),
        }
    }
}

/// Whether a question is of a kind that is known, and has choices if it needs some.
fn can_be_asked(question: &Question) -> bool {
    match question.kind {
        QuestionKind::Text | QuestionKind::Secret | QuestionKind::Confirm => true,
        QuestionKind::Choice => !question.choices.is_empty(),
        _ => false,
    }
}

impl Services {
    pub(super) async fn ask(&self, call: &Arc<LiveCall>, question: Question) -> Result<Answer, PluginError> {
        call.grant(|grant| grant.prompt())?;
        if !can_be_asked(&question) {
            return Err(refused("request_malformed", "this question cannot be asked"));
        }
        let asked = Asked::within(&call.context, question);
        let asking: Pin<Box<dyn Future<Output = Result<Secret, Error>> + Send>> = match &self.person.reached {
            Reached::ByLines { asker: None, .. } => {
                let error = call
                    .context
                    .failure("prompt_unavailable", message!("error-prompt-unavailable"));
                return Err(self.told(error.hint(message!("hint-prompt-unavailable"))));
            }
            Reached::ByLines {
                asker: Some(asker),
                progress,
                ..
            } => Box::pin(asked_by_lines(*asker, progress.clone(), asked)),
            Reached::OnScreen(screen) => {
                let answer = screen.ask(asked);
                Box::pin(async { answer.await.ok_or_else(crate::runtime::was_interrupted) })
            }
        };
        let asking = async {
            // Several profiles may have a question at once.
            let _turn = self.asking.lock().await;
            asking.await
        };
        tokio::select! {
            answer = asking => match answer {
                Ok(value) => Ok(Answer { value }),
                Err(error) => Err(self.told(error)),
            },
            () = call.cancelled() => Err(not_wanted()),
        }
    }

    pub(super) fn show(&self, call: &Arc<LiveCall>, text: &Text) -> Result<(), PluginError> {
        call.grant(|grant| grant.prompt())?;
        if call.said.one_more_line(&call.context.manifest.id) {
            self.person.say(&visible(&taken(self.spoken.now().pick(text))));
        }
        Ok(())
    }
}

async fn asked_by_lines(asker: Asker, progress: ProgressLine, asked: Asked) -> Result<Secret, Error> {
    let asking = tokio::task::spawn_blocking(move || {
        let _aside = progress.stand_aside();
        crate::output::note(&visible(&asker.language().say(&asked.by())));
        answered(asker, &asked.question)
    });
    asking
        .await
        .unwrap_or_else(|failed| std::panic::resume_unwind(failed.into_panic()))
}

/// The answer to a question that can be asked.
fn answered(asker: Asker, question: &Question) -> Result<Secret, Error> {
    let language = asker.language();
    let title = language.pick(&question.title).to_owned();
    let help = question.help.as_ref().map(|help| language.pick(help).to_owned());
    let line = Line {
        title: title.clone(),
        help: help.clone(),
        ..Line::default()
    };
    let given = move |text: &str| text.is_empty().then(|| language.say(&message!("value-missing")));
    Ok(match question.kind {
        QuestionKind::Secret => asker.secret(&line, given)?,
        QuestionKind::Confirm => Secret::new(asker.confirm(&title, help.as_deref(), false)?.to_string()),
        QuestionKind::Choice => {
            let choices = question.choices.iter().map(|choice| Choice {
                value: choice.value.clone(),
                title: choice.title.clone(),
                about: String::new(),
            });
            Secret::new(asker.choice(&title, choices.collect(), 0, |_| false)?)
        }
        _ => Secret::new(asker.line(&line, given)?),
    })
}
