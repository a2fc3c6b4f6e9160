//! A plugin that was written for a later yun and speaks protocol 1 as well: its manifest and every answer of it hold more
//! than this yun knows, byte for byte, and it tells what it was asked.

use std::hint::black_box;

use serde_json::{Value, json};
use yun_hostile_parts::{
    boundary::abi::{
        HostServicesRef, PluginInstance, PluginInstance_TO, PluginInstanceBox,
        abi_stable::{
            sabi_trait::prelude::TD_Opaque,
            std_types::{RResult, RSlice, RStr, RVec},
        },
    },
    export_by_hand,
};

export_by_hand! {
    embedded: include_str!("../manifest.json"),
    manifest: manifest,
    open: open,
}

extern "C" fn manifest() -> RSlice<'static, u8> {
    RSlice::from(&black_box(&EMBEDDED)[12..])
}

extern "C" fn open(host: HostServicesRef, request: RSlice<'_, u8>) -> RResult<PluginInstanceBox, RVec<u8>> {
    let opened = parsed(request);
    let newer = Newer {
        host,
        spoken: opened["protocol"].clone(),
    };
    RResult::ROk(PluginInstance_TO::from_value(newer, TD_Opaque))
}

struct Newer {
    host: HostServicesRef,
    /// The protocol that the host chose.
    spoken: Value,
}

impl PluginInstance for Newer {
    fn call(&self, call_id: u64, name: RStr<'_>, request: RSlice<'_, u8>) -> RResult<RVec<u8>, RVec<u8>> {
        match self.answer(call_id, name.as_str(), &parsed(request)) {
            Ok(mut answer) => {
                answer["of_a_newer_version"] = json!({"deep": [1, null]});
                RResult::ROk(bytes(&answer))
            }
            Err(mut error) => {
                error["of_a_newer_version"] = json!(["why", "not"]);
                RResult::RErr(bytes(&error))
            }
        }
    }
}

impl Newer {
    fn answer(&self, call_id: u64, method: &str, request: &Value) -> Result<Value, Value> {
        match method {
            "resource.list" => self.list(call_id, request),
            "resource.get" => {
                let found =
                    json!({"row": self.row(request, "asked for"), "raw": {"any": "thing"}, "shadow": 1});
                let known = request["ids"]
                    .as_array()
                    .is_some_and(|ids| ids.contains(&json!("n-1")));
                Ok(json!({"resources": if known { vec![found] } else { Vec::new() }}))
            }
            "resource.act" => {
                let ids = request["ids"].as_array().cloned().unwrap_or_default();
                let result = |id| json!({"id": id, "ok": true, "status": "Awake", "mood": "glad"});
                Ok(json!({"results": ids.into_iter().map(result).collect::<Vec<_>>()}))
            }
            "resource.view" => Ok(json!({"text": "electric sheep\n", "picture": "…"})),
            "credential.check" => Ok(json!({"errors": [], "praise": ["well done"]})),
            "credential.login" => Ok(json!({"state": "logged_in", "for": "ever"})),
            "credential.status" => Ok(json!({"state": "half_asleep"})),
            "credential.logout" => Ok(json!({})),
            "credential.resolve" => Ok(credentials(request)),
            unknown => Err(json!({"kind": "plugin", "code": "unknown_method", "message": unknown})),
        }
    }

    fn list(&self, call_id: u64, request: &Value) -> Result<Value, Value> {
        let filters = request["filters"].as_array().cloned().unwrap_or_default();
        let filter = |key: &str| {
            let found = filters.iter().find(|filter| filter["key"] == key);
            found
                .and_then(|filter| filter["value"].as_str())
                .unwrap_or_default()
        };
        let name = match filter("how") {
            "weary" => {
                return Err(json!({"kind": "weary", "code": "newer_weary", "message": "it is weary"}));
            }
            // A service of a later protocol, and one that is known and was not declared.
            "teleport" => self.ask(call_id, "teleport.person", &json!({"to": "anywhere"})),
            "more" => self.ask(
                call_id,
                "log",
                &json!({"level": "shout", "message": "heard", "echo": 3}),
            ),
            "tree" => {
                let mut row = self.row(request, "");
                row["parts"] = json!({"leaf": 1});
                return Ok(json!({"rows": [row]}));
            }
            _ => filter("since").to_owned(),
        };
        Ok(json!({"rows": [self.row(request, &name)], "mood": "fine"}))
    }

    fn row(&self, request: &Value, name: &str) -> Value {
        json!({
            "id": "n-1", "name": name, "status": "Dozing", "region": request["region"], "spoken": self.spoken,
            "age": 90, "parts": ["leaf", "root"], "halo": "unheard of"
        })
    }

    /// Asks the host for a service, and says how it answered: `answered`, or the error's code.
    fn ask(&self, call_id: u64, service: &str, request: &Value) -> String {
        let request = bytes(request);
        match self
            .host
            .call(call_id, RStr::from(service), RSlice::from(&request[..]))
        {
            RResult::ROk(_) => "answered".to_owned(),
            RResult::RErr(error) => {
                let error: Value = serde_json::from_slice(&error).unwrap_or_default();
                error["code"].as_str().unwrap_or_default().to_owned()
            }
        }
    }
}

/// A pair, or what only a later yun can sign with.
fn credentials(request: &Value) -> Value {
    let fields = &request["fields"];
    match fields["plain"]["form"].as_str() {
        Some("keys") => json!({
            "credentials": {
                "kind": "keys",
                "access_key_id": fields["plain"]["access_key_id"],
                "access_key_secret": fields["secret"]["access_key_secret"],
                "colour": "blue"
            },
            "issued_by": "nobody"
        }),
        _ => json!({"credentials": {"kind": "certificate", "pem": "…"}}),
    }
}

fn parsed(bytes: RSlice<'_, u8>) -> Value {
    serde_json::from_slice(bytes.as_slice()).unwrap_or_default()
}

fn bytes(value: &Value) -> RVec<u8> {
    RVec::from(value.to_string().into_bytes())
}
