//! `browser.*`: a page in the user's browser, and the way back from it.

use std::{collections::BTreeMap, net::Ipv4Addr, sync::Arc};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use tokio::{net::TcpListener, sync::mpsc};
use url::Url;
use yun_plugin_api::{
    Authorization, Authorized, Error as PluginError, OpenPage, ProofKey, Question, QuestionKind, Secret,
};

use super::{
    LiveCall, Reached, Screen, Services, not_wanted,
    prompt::Asked,
    redirect::{self, Arrived, Redirects},
    refused,
};
use crate::{
    error::{Error, ErrorKind},
    hex,
    output::progress::Aside,
    text::{Several, message, visible},
};

/// What a PKCE verifier is made of, in bytes: base64url makes 128 characters of them.
const TOKEN_BYTES: usize = 96;

impl Services {
    pub(super) async fn authorize(
        &self,
        call: &Arc<LiveCall>,
        page: Authorization,
    ) -> Result<Authorized, PluginError> {
        call.grant(|grant| grant.browser())?;
        let malformed = || refused("request_malformed", "this page cannot be opened");
        if !page.path.starts_with('/') {
            return Err(malformed());
        }
        let listener = self.listener(&page.ports).await?;
        let port = listener.local_addr().map_err(|_| malformed())?.port();
        let redirect_uri = format!("http://127.0.0.1:{port}{}", page.path);
        let state = self.random(16).map(|bytes| hex::encode(&bytes))?;
        let mut url = self.page(&page.url, page.service.as_deref())?;
        url.query_pairs_mut()
            .append_pair("redirect_uri", &redirect_uri)
            .append_pair("state", &state);
        let mut redirects = Redirects::new(listener, &page.path, self.spoken.now());
        let (pasted, mut lines) = mpsc::channel(1);
        let mut pasted = Some(pasted);
        let mut aside = None;
        let arrived = async {
            // A browser in the terminal has ended only after it was led back.
            let mut opening = std::pin::pin!(self.open(&url));
            loop {
                tokio::select! {
                    opened = &mut opening, if pasted.is_some() => {
                        if let Some(pasted) = pasted.take().filter(|_| !opened) {
                            aside = self.invite(call, &url, pasted);
                        }
                    }
                    arrived = redirects.next() => return Some(arrived),
                    Some(line) = lines.recv() => match redirect::of_line(&line, &page.path) {
                        Some(arrived) => return Some(arrived),
                        None => self.person.say(&self.spoken.now().say(&message!("note-pasted-wrong"))),
                    },
                }
            }
        };
        let deadline = call.context.until(None, std::time::Duration::MAX);
        let arrived = tokio::select! {
            arrived = tokio::time::timeout_at(deadline.into(), arrived) => arrived.unwrap_or(None),
            () = call.cancelled() => return Err(not_wanted()),
        };
        drop(aside);
        let Some(arrived) = arrived else {
            return Err(self.told(
                login_failed("login_timeout", message!("error-login-timeout"))
                    .hint(message!("hint-login-timeout")),
            ));
        };
        self.checked(arrived, &state, redirect_uri).await
    }

    async fn checked(
        &self,
        arrived: Arrived,
        state: &str,
        redirect_uri: String,
    ) -> Result<Authorized, PluginError> {
        let mut parameters = arrived.parameters;
        let is_ours = parameters
            .remove("state")
            .is_some_and(|came| came.expose() == state);
        let is_done = is_ours && !parameters.contains_key("error");
        arrived.answer.send(is_done).await;
        if !is_ours {
            return Err(self.told(
                login_failed("login_forged", message!("error-login-forged"))
                    .hint(message!("hint-login-forged")),
            ));
        }
        Ok(Authorized {
            redirect_uri,
            parameters,
        })
    }

    pub(super) async fn open_page(&self, call: &Arc<LiveCall>, page: OpenPage) -> Result<(), PluginError> {
        call.grant(|grant| grant.browser())?;
        let url = self.page(&page.url, page.service.as_deref())?;
        if let Some(code) = &page.code {
            let code = visible(code);
            self.person
                .say(&self.spoken.now().say(&message!("note-login-code", code = code)));
        }
        if !self.open(&url).await {
            self.person.say(
                &self
                    .spoken
                    .now()
                    .say(&message!("note-open-page", url = url.as_str())),
            );
        }
        Ok(())
    }

    pub(super) fn proof_key(&self, call: &Arc<LiveCall>) -> Result<ProofKey, PluginError> {
        call.grant(|grant| grant.browser())?;
        let verifier = Secret::new(URL_SAFE_NO_PAD.encode(self.random(TOKEN_BYTES)?));
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose()));
        Ok(ProofKey { verifier, challenge })
    }

    fn page(&self, url: &str, service: Option<&str>) -> Result<Url, PluginError> {
        let url = self.address(url, service)?;
        let is_safe = url.scheme() == "https" || (url.scheme() == "http" && crate::api::is_loopback(&url));
        match is_safe {
            true => Ok(url),
            false => {
                let error = Error::new(
                    ErrorKind::Credentials,
                    "http_insecure",
                    message!("error-http-insecure", host = url.host_str().unwrap_or_default()),
                );
                Err(self.told(error.hint(message!("hint-http-insecure"))))
            }
        }
    }

    /// Opens a page in a browser, if the user wants that and there is one.
    async fn open(&self, url: &Url) -> bool {
        if !self.person.opens_browser {
            return false;
        }
        self.person.say(
            &self
                .spoken
                .now()
                .say(&message!("note-browser-opens", url = url.as_str())),
        );
        let address = url.as_str().to_owned();
        let opening = tokio::task::spawn_blocking(move || {
            let mut options = webbrowser::BrowserOptions::new();
            options.with_suppress_output(true);
            webbrowser::open_browser_with_options(webbrowser::Browser::Default, &address, &options)
        });
        match opening.await {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                tracing::info!(%error, "no browser opens");
                false
            }
            Err(_) => false,
        }
    }

    /// Shows the address, and takes the one that comes back as a line of standard input, as far as there is one; the
    /// line is typed where nothing is drawn meanwhile.
    fn invite(&self, call: &LiveCall, url: &Url, pasted: mpsc::Sender<String>) -> Option<Aside> {
        self.person.say(
            &self
                .spoken
                .now()
                .say(&message!("note-open-page", url = url.as_str())),
        );
        match &self.person.reached {
            Reached::ByLines { can_type: false, .. } => None,
            Reached::ByLines {
                can_type: true,
                progress,
                ..
            } => {
                self.person
                    .say(&self.spoken.now().say(&message!("note-paste-address")));
                // Ends with the process: nothing else can end the reading of a line.
                std::thread::spawn(move || crate::prompt::lines(|line| pasted.blocking_send(line).is_ok()));
                Some(progress.stand_aside())
            }
            Reached::OnScreen(screen) => {
                let question = Question {
                    kind: QuestionKind::Text,
                    title: message!("note-paste-address").in_both(),
                    help: None,
                    choices: Vec::new(),
                };
                let asked = Asked::within(&call.context, question);
                tokio::spawn(pasted_on_screen(Arc::clone(screen), asked, pasted));
                None
            }
        }
    }

    async fn listener(&self, ports: &[u16]) -> Result<TcpListener, PluginError> {
        let any = [0];
        let ports = if ports.is_empty() { &any[..] } else { ports };
        for port in ports {
            if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).await {
                return Ok(listener);
            }
        }
        let ports: Vec<String> = ports.iter().map(u16::to_string).collect();
        let message = message!("error-ports-taken", ports = Several(&ports));
        Err(self
            .told(Error::new(ErrorKind::Failed, "ports_taken", message).hint(message!("hint-ports-taken"))))
    }

    fn random(&self, count: usize) -> Result<Vec<u8>, PluginError> {
        let mut bytes = vec![0; count];
        getrandom::fill(&mut bytes).map_err(|error| {
            let message = message!("error-randomness", reason = error.to_string());
            self.told(Error::new(ErrorKind::Failed, "no_randomness", message))
        })?;
        Ok(bytes)
    }
}

/// Asks for the address that the page led to, again and again, until nobody wants it any more.
async fn pasted_on_screen(screen: Arc<dyn Screen>, asked: Asked, pasted: mpsc::Sender<String>) {
    loop {
        let line = tokio::select! {
            Some(line) = screen.ask(asked.clone()) => line,
            () = pasted.closed() => return,
            else => return,
        };
        if pasted.send(line.expose().to_owned()).await.is_err() {
            return;
        }
    }
}

fn login_failed(code: &'static str, message: crate::text::Message) -> Error {
    Error::new(ErrorKind::Credentials, code, message)
}

/// What came back, by name.
pub(super) type Parameters = BTreeMap<String, Secret>;
