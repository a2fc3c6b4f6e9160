//! The rules of resource types: lists that end, ids that are unique, filters, and what can be fetched again.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use yun_plugin_api::{
    Filter, GetAnswer, ListPage, ListRequest, RegionsAnswer, Row,
    manifest::{FieldType, FilterManifest, ResourceManifest},
    protocol::{method, resource::AccessAnswer},
};

use super::{Check, Ordinary, Rule, requests::Request, rows::RowOf};
use crate::{
    error::ErrorKind,
    text::{Message, Several, message},
};

/// Longer lists are not followed: an answers file has no reason to have one.
const MOST_PAGES: usize = 200;

/// The rules that need a list.
const OF_LISTS: [Rule; 5] = [
    Rule::PagingEnds,
    Rule::IdsUnique,
    Rule::RowsComplete,
    Rule::CellsFit,
    Rule::Get,
];

impl Check {
    pub(super) fn lists(&mut self, resource: &ResourceManifest) {
        let subject = resource.resource_type.clone();
        let rows = self.list(resource);
        if !rows.is_empty() {
            let ids: Vec<String> = rows
                .iter()
                .filter_map(|row| row.id().map(str::to_owned))
                .collect();
            self.ids.insert(subject.clone(), ids);
            self.get(resource, &rows);
            for rule in OF_LISTS {
                self.judge(rule, &subject);
            }
        }
        self.filters(resource);
        if resource.own_regions {
            self.regions(resource);
        }
        if resource.silent_denial {
            self.access(resource);
        }
    }

    fn list_request(&self, resource: &ResourceManifest) -> ListRequest {
        let region = self.bench.answers().region(&resource.resource_type);
        ListRequest::new(resource.resource_type.as_str(), region)
    }

    /// Follows a list to its end and holds its rows against the manifest; none where it could not be tried.
    fn list(&mut self, resource: &ResourceManifest) -> Vec<Row> {
        let subject = resource.resource_type.as_str();
        let Some(first) = self.page(resource, None) else {
            return Vec::new();
        };
        let mut rows = first.rows;
        let is_numbered = !first.pages.is_empty();
        let mut tokens: VecDeque<String> = match is_numbered {
            true => first.pages.iter().cloned().collect(),
            false => first.token.iter().cloned().collect(),
        };
        // Which token follows which; the pages are those that have been fetched.
        let mut following: BTreeMap<String, Option<String>> = BTreeMap::new();
        while let Some(token) = tokens.pop_front() {
            if following.contains_key(&token) {
                self.token_again(subject, &token);
                break;
            }
            if following.len() >= MOST_PAGES {
                let what = message!("check-list-endless", pages = MOST_PAGES);
                self.fail(Rule::PagingEnds, subject, &what);
                break;
            }
            let Some(page) = self.page(resource, Some(token.clone())) else {
                return Vec::new();
            };
            rows.extend(page.rows);
            let next = page.token.clone();
            tokens.extend(next.filter(|next| !is_numbered || !first.pages.contains(next)));
            following.insert(token, page.token);
        }
        // Hosts that know no numbers follow the tokens.
        let mut passed = BTreeSet::new();
        let mut at = first.token.filter(|_| is_numbered);
        while let Some(token) = at {
            at = following.get(&token).cloned().flatten();
            if !passed.insert(token.clone()) {
                self.token_again(subject, &token);
                break;
            }
        }
        self.rows(resource, &rows);
        if rows.is_empty() && !self.report.has(Rule::PagingEnds, subject) {
            self.lacks_answers(&OF_LISTS, subject, None);
        }
        rows
    }

    fn token_again(&mut self, subject: &str, token: &str) {
        let what = message!("check-list-token-again", token = token);
        self.fail(Rule::PagingEnds, subject, &what);
    }

    /// One page of the list; none where that has been told.
    fn page(&mut self, resource: &ResourceManifest, token: Option<String>) -> Option<ListPage> {
        let subject = resource.resource_type.as_str();
        let mut request = self.list_request(resource);
        request.token = token;
        match self.ask(&Request::list(resource, &request)) {
            Ordinary::Answer(page) => return Some(page),
            Ordinary::Unanswered(names) => self.lacks_answers(&OF_LISTS, subject, Some(&names)),
            Ordinary::Error(error) => {
                let what = message!("check-list-fails", code = error.code, message = error.message);
                self.broken_list(subject, &what);
            }
            Ordinary::Nothing => self.no_answer(&OF_LISTS, subject, method::RESOURCE_LIST),
        }
        None
    }

    /// A list that does not come to an end because it does not come at all.
    fn broken_list(&mut self, subject: &str, what: &Message) {
        match self.has_answers {
            true => self.fail(Rule::PagingEnds, subject, what),
            false => self.lacks_answers(&[Rule::PagingEnds], subject, None),
        }
        self.lacks_answers(&OF_LISTS[1..], subject, None);
    }

    fn rows(&mut self, resource: &ResourceManifest, rows: &[Row]) {
        let subject = resource.resource_type.as_str();
        let mut ids = BTreeSet::new();
        for row in rows {
            self.row(resource, row, RowOf::List);
            if let Some(id) = row.id().filter(|id| !ids.insert(id.to_owned())) {
                self.fail(Rule::IdsUnique, subject, &message!("check-id-twice", id = id));
            }
        }
    }

    /// Fetches what was listed, as many at once as the manifest says.
    fn get(&mut self, resource: &ResourceManifest, rows: &[Row]) {
        let subject = resource.resource_type.as_str();
        let region = self.bench.answers().region(subject).to_owned();
        let wanted: Vec<&Row> = rows.iter().take(resource.most_got()).collect();
        let ids: Vec<String> = wanted
            .iter()
            .filter_map(|row| row.id().map(str::to_owned))
            .collect();
        let request = Request::get(resource, &region, ids.clone());
        let answer: GetAnswer = match self.ask(&request) {
            Ordinary::Answer(answer) => answer,
            Ordinary::Unanswered(names) => return self.lacks_answers(&[Rule::Get], subject, Some(&names)),
            Ordinary::Error(error) => {
                let what = message!("check-get-fails", code = error.code, message = error.message);
                return self.fail(Rule::Get, subject, &what);
            }
            Ordinary::Nothing => return self.no_answer(&[Rule::Get], subject, method::RESOURCE_GET),
        };
        let mut got = BTreeMap::new();
        for found in &answer.resources {
            self.row(resource, &found.row, RowOf::Get);
            let id = found.row.id().unwrap_or_default().to_owned();
            if !ids.contains(&id) || got.insert(id.clone(), &found.row).is_some() {
                self.fail(Rule::Get, subject, &message!("check-get-other", id = id));
            }
        }
        for row in wanted {
            let id = row.id().unwrap_or_default();
            let Some(fetched) = got.get(id) else {
                self.fail(Rule::Get, subject, &message!("check-get-lacks", id = id));
                continue;
            };
            for (key, cell) in row.clone().into_cells() {
                if fetched.cell(&key) != Some(&cell) {
                    let what = message!("check-get-differs", id = id, key = key.as_ref());
                    self.fail(Rule::Get, subject, &what);
                }
            }
        }
    }

    /// Gives each filter by itself.
    fn filters(&mut self, resource: &ResourceManifest) {
        let subject = resource.resource_type.as_str();
        for filter in &resource.filters {
            let given = self.bench.answers().filters.get(subject);
            let given = given.and_then(|filters| filters.get(&filter.key)).cloned();
            let is_given = given.is_some();
            for value in values(filter, given) {
                let mut request = self.list_request(resource);
                request.filters.push(Filter {
                    key: filter.key.clone(),
                    value: value.clone(),
                });
                match self.ask::<ListPage>(&Request::list(resource, &request)) {
                    Ordinary::Answer(page) => page
                        .rows
                        .iter()
                        .for_each(|row| self.row(resource, row, RowOf::List)),
                    Ordinary::Unanswered(names) => {
                        self.lacks_answers(&[Rule::Filters], subject, Some(&names));
                    }
                    // An invented text may well be none of those that the filter takes.
                    Ordinary::Error(error) if !is_given && error.kind == ErrorKind::InvalidInput => {
                        let why = message!("check-filter-value", filter = filter.key.as_str());
                        let mend = message!("check-filter-value-mend", filter = filter.key.as_str());
                        self.report.skipped(Rule::Filters, subject, &why, Some(&mend));
                    }
                    Ordinary::Error(error) => {
                        let what = message!(
                            "check-filter-fails",
                            filter = filter.key.as_str(),
                            value = value,
                            code = error.code,
                            message = error.message
                        );
                        self.fail(Rule::Filters, subject, &what);
                    }
                    Ordinary::Nothing => self.no_answer(&[Rule::Filters], subject, method::RESOURCE_LIST),
                }
            }
        }
        if !resource.filters.is_empty() {
            self.judge(Rule::Filters, subject);
        }
    }

    fn regions(&mut self, resource: &ResourceManifest) {
        let subject = resource.resource_type.as_str();
        let region = self.bench.answers().region(subject).to_owned();
        let failed = match self.ask::<RegionsAnswer>(&Request::regions(resource, &region)) {
            Ordinary::Answer(answer) => {
                let is_region = |id: &String| {
                    !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                };
                let distinct: BTreeSet<&String> = answer.regions.iter().collect();
                let is_sound = !answer.regions.is_empty()
                    && answer.regions.iter().all(is_region)
                    && distinct.len() == answer.regions.len();
                (!is_sound).then(|| message!("check-regions-odd", regions = Several(&answer.regions)))
            }
            Ordinary::Unanswered(names) => {
                return self.lacks_answers(&[Rule::Regions], subject, Some(&names));
            }
            Ordinary::Error(error) => Some(message!(
                "check-regions-fail",
                code = error.code,
                message = error.message
            )),
            Ordinary::Nothing => return self.no_answer(&[Rule::Regions], subject, method::RESOURCE_REGIONS),
        };
        if let Some(what) = failed {
            self.fail(Rule::Regions, subject, &what);
        }
        self.judge(Rule::Regions, subject);
    }

    fn access(&mut self, resource: &ResourceManifest) {
        let subject = resource.resource_type.as_str();
        let region = self.bench.answers().region(subject).to_owned();
        let failed = match self.ask::<AccessAnswer>(&Request::access(resource, &region)) {
            Ordinary::Answer(_) => None,
            Ordinary::Unanswered(names) => return self.lacks_answers(&[Rule::Access], subject, Some(&names)),
            Ordinary::Error(error) if error.kind == ErrorKind::Permission => None,
            Ordinary::Error(error) => Some(message!(
                "check-access-fails",
                code = error.code,
                message = error.message
            )),
            Ordinary::Nothing => return self.no_answer(&[Rule::Access], subject, method::RESOURCE_ACCESS),
        };
        if let Some(what) = failed {
            self.fail(Rule::Access, subject, &what);
        }
        self.judge(Rule::Access, subject);
    }
}

/// The values that a filter is tried with: the answers file's, every choice, a number or any text.
fn values(filter: &FilterManifest, given: Option<String>) -> Vec<String> {
    match (given, filter.field_type) {
        (Some(given), _) => vec![given],
        (None, FieldType::Choice) => filter.choices.iter().map(|choice| choice.value.clone()).collect(),
        (None, FieldType::Number) => vec!["1".to_owned()],
        (None, FieldType::Bool) => vec!["true".to_owned()],
        (None, _) => vec!["check".to_owned()],
    }
}
