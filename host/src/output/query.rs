//! `--query`: JMESPath over the JSON of an answer.

use jmespath::{Expression, Variable, ast::Ast};
use serde::Serialize;
use serde_json::Value;

use crate::{error::Error, text::message};

/// A compiled query.
#[derive(Debug, Clone)]
pub struct Query {
    expression: Expression<'static>,
}

impl Query {
    /// Compiles an expression.
    ///
    /// # Errors
    /// When it is not JMESPath, with the place.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let expression = jmespath::compile(text).map_err(|error| {
            let column = text
                .get(..error.offset)
                .map_or(0, |before| before.chars().count())
                + 1;
            let message = message!("error-query", column = column, reason = error.reason.to_string());
            Error::invalid_input("query_invalid", message).hint(message!("hint-query"))
        })?;
        Ok(Self { expression })
    }

    /// What it finds in an answer.
    ///
    /// # Errors
    /// When a function of it does not fit what it is given.
    pub fn search(&self, answer: &impl Serialize) -> Result<Value, Error> {
        let found = Variable::from_serializable(answer)
            .and_then(|answer| self.expression.search(answer))
            .map_err(|error| {
                Error::invalid_input(
                    "query_failed",
                    message!("error-query-failed", reason = error.reason.to_string()),
                )
                .hint(message!("hint-query"))
            })?;
        Ok(serde_json::to_value(&*found).unwrap_or_default())
    }

    /// The keys of the objects that it makes, in the order in which it names them; none if it makes none.
    pub fn keys(&self) -> Vec<String> {
        shape(self.expression.as_ast()).unwrap_or_default()
    }
}

/// The keys of the multi-select hash that gives a result its shape.
fn shape(ast: &Ast) -> Option<Vec<String>> {
    match ast {
        Ast::MultiHash { elements, .. } => Some(elements.iter().map(|element| element.key.clone()).collect()),
        Ast::Projection { lhs, rhs, .. } | Ast::Subexpr { lhs, rhs, .. } => match **rhs {
            Ast::Identity { .. } | Ast::Index { .. } => shape(lhs),
            _ => shape(rhs).or_else(|| shape(lhs)),
        },
        Ast::Condition { then, .. } => shape(then),
        Ast::Flatten { node, .. } => shape(node),
        Ast::Function { args, .. } => args.iter().find_map(shape),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_alibaba_cloud_cli_documents_works() {
        let answer = json!({"Instances": {"Instance": [
            {"InstanceId": "i-1", "Status": "Stopped", "Cpu": 2},
            {"InstanceId": "i-2", "Status": "Running", "Cpu": 4},
        ]}});
        for (query, found) in [
            ("Instances.Instance[].InstanceId", json!(["i-1", "i-2"])),
            ("Instances.Instance[*].InstanceId", json!(["i-1", "i-2"])),
            ("Instances.Instance[0].InstanceId", json!("i-1")),
            (
                "Instances.Instance[].[InstanceId,Status]",
                json!([["i-1", "Stopped"], ["i-2", "Running"]]),
            ),
            (
                "Instances.Instance[].{id:InstanceId,state:Status}",
                json!([{"id": "i-1", "state": "Stopped"}, {"id": "i-2", "state": "Running"}]),
            ),
            (
                "Instances.Instance[?Status=='Running'].InstanceId",
                json!(["i-2"]),
            ),
            ("length(Instances.Instance)", json!(2)),
            ("Instances.Instance[?Cpu > `2`] | [0].InstanceId", json!("i-2")),
            ("max_by(Instances.Instance, &Cpu).InstanceId", json!("i-2")),
            ("nothing", json!(null)),
        ] {
            let query = Query::parse(query).expect(query);
            assert_eq!(query.search(&answer).expect("fits"), found);
        }
    }

    #[test]
    fn the_order_of_named_keys_is_known() {
        for (query, keys) in [
            ("[].{z:a,b:b}", &["z", "b"][..]),
            ("[?a=='x'].{z:a,b:b} | [0]", &["z", "b"]),
            ("sort_by([].{z:a,b:b}, &z)", &["z", "b"]),
            ("{z:a,b:b}", &["z", "b"]),
            ("[].a", &[]),
        ] {
            assert_eq!(Query::parse(query).expect(query).keys(), keys, "{query}");
        }
    }

    #[test]
    fn a_wrong_query_is_located() {
        let error = Query::parse("[].{id: ").expect_err("cut");
        assert_eq!(error.code(), "query_invalid");
        let error = Query::parse("length(@)")
            .expect("parses")
            .search(&5)
            .expect_err("no list");
        assert_eq!(error.code(), "query_failed");
    }
}
