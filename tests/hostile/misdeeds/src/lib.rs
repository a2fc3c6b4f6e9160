//! A plugin that tries whatever a plugin must not be able to do. Which of it, the filter `how` says, or the profile's
//! field `how`, or an id: `how-panic`.

#![expect(clippy::disallowed_methods, reason = "it does what no plugin should")]

mod answers;
mod ends;
mod export;
mod floods;
mod frames;
mod reach;

use yun_plugin_api::{
    AccessAnswer, AccessRequest, ActAnswer, ActRequest, CheckAnswer, CheckRequest, CredentialMode, Error,
    ErrorKind, GetAnswer, GetRequest, Host, Keys, ListPage, ListRequest, LoginState, Plugin, RegionsAnswer,
    RegionsRequest, ResolveAnswer, ResolveRequest, Resource, ResourceType, Row, SessionAnswer,
    SessionRequest, ViewAnswer, ViewRequest,
};

fn plugin() -> Plugin {
    Plugin::new()
        .resource_type("misdeeds", Misdeeds)
        .resource_type("misdeed-regions", Misdeeds)
        .resource_type("misdeed-access", Misdeeds)
        .credential_mode("Misdeeds", Misdeeds)
}

struct Misdeeds;

impl Drop for Misdeeds {
    fn drop(&mut self) {
        panic!("dropped on purpose");
    }
}

impl ResourceType for Misdeeds {
    fn list(&self, host: &Host, request: ListRequest) -> Result<ListPage, Error> {
        let is_here = request
            .filter("only_in")
            .is_none_or(|region| region == request.region);
        let how = request.filter("how").filter(|_| is_here).unwrap_or_default();
        if request.resource_type == "misdeed-access" {
            return Ok(ListPage::default());
        }
        if let Some(attempt) = how.strip_prefix("reach-") {
            return Ok(page(reach::row(
                attempt,
                request.filter("target").unwrap_or_default(),
            )));
        }
        if let Some(flood) = how.strip_prefix("flood-") {
            return floods::flood(flood, host, &request);
        }
        if let Some(kind) = how.strip_prefix("frame-") {
            frames::send(kind, host)?;
        }
        ends::end(how);
        if how == "row-escapes" {
            return Ok(page(row_that_steers("m-1", &request.region)));
        }
        // A region called `act-panic` has a row of that id.
        let id = match request.region.starts_with("act-") {
            true => request.region.clone(),
            false => format!("m-{}", request.region),
        };
        Ok(page(row(&id, &request.region)))
    }

    fn get(&self, _host: &Host, request: GetRequest) -> Result<GetAnswer, Error> {
        let mut resources = Vec::new();
        for id in &request.ids {
            ends::end(id.strip_prefix("get-").unwrap_or_default());
            let (row, raw) = match id == "get-row-escapes" {
                true => (row_that_steers(id, &request.region), STEERING.into()),
                false => (row(id, &request.region), Default::default()),
            };
            resources.push(Resource { row, raw });
        }
        Ok(GetAnswer { resources })
    }

    fn act(&self, _host: &Host, request: ActRequest) -> Result<ActAnswer, Error> {
        request
            .ids
            .iter()
            .for_each(|id| ends::end(id.strip_prefix("act-").unwrap_or_default()));
        Ok(ActAnswer::default())
    }

    fn view(&self, _host: &Host, request: ViewRequest) -> Result<ViewAnswer, Error> {
        ends::end(request.id.strip_prefix("view-").unwrap_or_default());
        Ok(ViewAnswer {
            text: "once upon a time\n".to_owned(),
            ..ViewAnswer::default()
        })
    }

    fn regions(&self, _host: &Host, _request: RegionsRequest) -> Result<RegionsAnswer, Error> {
        panic!("regions on purpose")
    }

    fn access(&self, _host: &Host, _request: AccessRequest) -> Result<AccessAnswer, Error> {
        panic!("access on purpose")
    }
}

impl CredentialMode for Misdeeds {
    fn check(&self, _host: &Host, request: CheckRequest) -> Result<CheckAnswer, Error> {
        end_in("check", request.fields.text("how"));
        Ok(CheckAnswer::default())
    }

    fn resolve(&self, _host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        end_in("resolve", request.fields.text("how"));
        if request.fields.text("how") == Some("no-login") {
            return Err(Error::new(
                ErrorKind::Credentials,
                "login_required",
                "there is no login",
            ));
        }
        Ok(ResolveAnswer::permanent(Keys {
            access_key_id: request.fields.required_text("access_key_id")?.to_owned(),
            access_key_secret: request.fields.required_secret("access_key_secret")?.clone(),
            security_token: None,
        }))
    }

    fn login(&self, _host: &Host, request: SessionRequest) -> Result<SessionAnswer, Error> {
        end_in("login", request.fields.text("how"));
        Ok(logged_in())
    }

    fn logout(&self, _host: &Host, request: SessionRequest) -> Result<(), Error> {
        end_in("logout", request.fields.text("how"));
        Ok(())
    }

    fn status(&self, _host: &Host, request: SessionRequest) -> Result<SessionAnswer, Error> {
        end_in("status", request.fields.text("how"));
        Ok(logged_in())
    }
}

fn logged_in() -> SessionAnswer {
    SessionAnswer {
        state: LoginState::LoggedIn,
        expires_at: None,
    }
}

/// `login:panic` panics in `login`.
fn end_in(method: &str, how: Option<&str>) {
    let own = how.and_then(|how| how.strip_prefix(method)?.strip_prefix(':'));
    ends::end(own.unwrap_or_default());
}

fn row(id: &str, region: &str) -> Row {
    Row::new()
        .with("id", id.to_owned())
        .with("name", "behaved")
        .with("status", "Fine")
        .with("region", region.to_owned())
}

/// A colour, the title of the window, an eight-bit control, a line's end, text that runs backwards.
const STEERING: &str = "\u{1b}[31m\u{1b}]0;t\u{7}\u{9b}2J\r\u{202e}gnorw";

fn row_that_steers(id: &str, region: &str) -> Row {
    Row::new()
        .with("id", id.to_owned())
        .with("name", STEERING)
        .with("status", STEERING)
        .with("region", region.to_owned())
        .with(STEERING, "an unknown column")
}

fn page(row: Row) -> ListPage {
    ListPage {
        rows: vec![row],
        ..ListPage::default()
    }
}
