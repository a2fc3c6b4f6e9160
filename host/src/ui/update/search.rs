//! The search over every type and region, whose rows are a list of their own until it is left.

use yun_plugin_api::manifest::Field;

use super::{form, home};
use crate::{
    listing::Regions,
    text::message,
    ui::{
        effect::{Effect, Wish},
        event::Generation,
        state::{Filled, Purpose, Search, State, own_field},
    },
};

/// The key of the one field.
const TEXT: &str = "text";

/// Asks what is looked for.
pub(super) fn ask(state: &mut State) {
    if state.scope.profiles.is_empty() {
        return;
    }
    let field = Field {
        required: true,
        ..own_field(TEXT, &message!("column-text"), &message!("ui-search-help"))
    };
    let present = state.home.search.as_ref().map(|search| search.text.as_str());
    let fields = vec![Filled::new(field, present)];
    let title = state.language.say(&message!("ui-search"));
    form::open(state, (title, String::new()), fields, Purpose::Search);
}

/// Looks for a text, and shows what is found as it comes.
pub(super) fn begin(
    state: &mut State,
    mut given: std::collections::BTreeMap<String, String>,
    effects: &mut Vec<Effect>,
) {
    let Some(text) = given.remove(TEXT) else {
        return;
    };
    leave(state, effects);
    let types = state.home.tabs.iter().map(|tab| &tab.resource);
    let search = Search::new(text, types, state.language);
    state.home.filtering = None;
    state.home.search = Some(Box::new(search));
    home::list(state, effects);
}

/// What is to be asked for.
pub(super) fn effect(state: &State, search: &Search, asked: Generation) -> Effect {
    let wish = Wish {
        resource_type: String::new(),
        profiles: state.scope.profiles.clone(),
        regions: Regions::All,
        group: state.scope.group.clone(),
    };
    Effect::Search(asked, search.text.clone(), Box::new(wish))
}

/// Leaves what was found; what is still looked for is looked for no more.
pub(super) fn leave(state: &mut State, effects: &mut Vec<Effect>) {
    if let Some(search) = state.home.search.take() {
        effects.extend(search.tab.list.asked.map(Effect::Forget));
    }
}
