//! A plugin that does wrong in the way it is asked to: by the filter `how`, or by the profile's field `how`.

#![expect(clippy::disallowed_methods, reason = "it does what no plugin should")]

mod calls;
mod surroundings;

use yun_plugin_api::{
    CredentialMode, Error, ErrorKind, GetAnswer, GetRequest, Host, Keys, Level, ListPage, ListRequest,
    Plugin, Progress, ResolveAnswer, ResolveRequest, Resource, ResourceType, Row, export_plugin,
};

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

fn plugin() -> Plugin {
    Plugin::new()
        .resource_type("misbehaves", Misbehaves)
        .credential_mode("Misbehaves", MisbehavingMode)
}

struct Misbehaves;

impl Drop for Misbehaves {
    fn drop(&mut self) {
        panic!("dropped on purpose");
    }
}

impl ResourceType for Misbehaves {
    fn list(&self, host: &Host, request: ListRequest) -> Result<ListPage, Error> {
        let here = request
            .filter("only_in")
            .is_none_or(|region| region == request.region);
        let how = request.filter("how").filter(|_| here).unwrap_or("ok");
        misbehave(how, host, &request)
    }

    fn get(&self, host: &Host, request: GetRequest) -> Result<GetAnswer, Error> {
        // The id says how: `m-panic`.
        let how = request
            .ids
            .first()
            .and_then(|id| id.strip_prefix("m-"))
            .unwrap_or("ok");
        let page = misbehave(
            how,
            host,
            &ListRequest::new(&request.resource_type, &request.region),
        )?;
        let found = page
            .rows
            .into_iter()
            .filter(|row| request.ids.iter().any(|id| Some(id.as_str()) == row.id()));
        Ok(GetAnswer {
            resources: found
                .map(|row| Resource {
                    row,
                    raw: Default::default(),
                })
                .collect(),
        })
    }
}

fn misbehave(how: &str, host: &Host, request: &ListRequest) -> Result<ListPage, Error> {
    match how {
        "panic" => panic!("listed on purpose"),
        "abort" => std::process::abort(),
        "exit" => std::process::exit(0),
        "hang" => {
            // So that a test can see that it has begun.
            calls::declared(host, &request.region)?;
            hang()
        }
        "declared" => calls::declared(host, &request.region).map(|()| page(row(request))),
        "undeclared" => calls::undeclared(host, &request.region).map(|()| ListPage::default()),
        "change" => calls::change(host).map(|()| ListPage::default()),
        "unknown-service" => calls::unknown_service(host).map(|()| ListPage::default()),
        "guessed-id" => calls::guessed_id(host, &request.region).map(|()| ListPage::default()),
        "dead-id" => calls::dead_id(host, request),
        "other-id" => calls::other_id(host, request).map(|()| ListPage::default()),
        "garbage" => Ok(page(Row::new().with("name", "nameless").with("status", "Odd"))),
        "same-token" => Ok(ListPage {
            token: Some("again".into()),
            ..page(row(request))
        }),
        "log" => {
            host.log(Level::Warn, "logged \u{1b}[31mon purpose");
            Ok(page(row(request)))
        }
        "progress" => {
            host.progress(Progress {
                message: "half-way \u{1b}[31mthere".into(),
                done: Some(1),
                total: Some(2),
            });
            Ok(page(row(request)))
        }
        "cancelled" => {
            calls::declared(host, &request.region)?;
            while !host.is_cancelled() {
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
            Err(Error::new(
                ErrorKind::Cancelled,
                "told_so",
                "the host said that nobody waits",
            ))
        }
        "surroundings" => Ok(surroundings::page()),
        "stdout" => {
            println!("printed on purpose");
            Ok(page(row(request)))
        }
        "control" => Ok(page(
            Row::new()
                .with("id", "m-\u{1b}]0;title\u{7}")
                .with("name", "a\r\nb\u{202e}c")
                .with("status", "Odd\u{9b}31m")
                .with("region", request.region.clone()),
        )),
        "error" => Err(
            Error::new(ErrorKind::NotFound, "gone\u{1b}[31m", "it is \u{1b}[31mgone")
                .hint("look\u{7} elsewhere"),
        ),
        _ => Ok(page(row(request))),
    }
}

fn page(row: Row) -> ListPage {
    ListPage {
        rows: vec![row],
        ..ListPage::default()
    }
}

fn row(request: &ListRequest) -> Row {
    Row::new()
        .with("id", format!("m-{}", request.region))
        .with("name", "well-behaved")
        .with("status", "Fine")
        .with("region", request.region.clone())
}

fn hang() -> ! {
    loop {
        std::thread::park();
    }
}

struct MisbehavingMode;

impl Drop for MisbehavingMode {
    fn drop(&mut self) {
        // A second panic while the first unwinds would end the process.
        if std::env::var_os("YUN_TEST_PANIC_IN_EVERY_DROP").is_some() {
            panic!("dropped on purpose, too");
        }
    }
}

impl CredentialMode for MisbehavingMode {
    fn resolve(&self, host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        match request.fields.text("how") {
            Some("panic") => panic!("resolved on purpose"),
            Some("abort") => std::process::abort(),
            Some("hang") => hang(),
            Some("api") => calls::declared(host, &request.region)?,
            _ => {}
        }
        Ok(ResolveAnswer::permanent(Keys {
            access_key_id: request.fields.required_text("access_key_id")?.to_owned(),
            access_key_secret: request.fields.required_secret("access_key_secret")?.clone(),
            security_token: None,
        }))
    }
}
