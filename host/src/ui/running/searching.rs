//! A search over every type, by what lists them and by what the command looks for.

use std::sync::Arc;

use tokio::sync::mpsc;
use yun_plugin_api::{Cell, Row, manifest::ResourceManifest};

use super::effects::{PAGES_AHEAD, Tools, placed};
use crate::{
    error::Error,
    listing::{self, Arrived, Listed, Needle, Query, Wanted},
    ui::{
        effect::Wish,
        event::{Event, Generation, Listing},
        state::TYPE,
    },
};

impl Tools {
    /// Lists every type, and tells of the rows that the text is found in as they come.
    pub(super) async fn search(
        self: &Arc<Self>,
        of: Generation,
        text: String,
        wish: Wish,
    ) -> Result<Listed, Error> {
        let core = self.core();
        let resources = core.catalog.resources();
        let resources: Vec<ResourceManifest> = resources.map(|served| served.provided.clone()).collect();
        let (sessions, unusable) = self.sessions(wish.profiles).await?;
        let (sessions, resource_group) = self.limited(sessions, wish.group).await;
        let wanted = resources.iter().map(|resource| Wanted {
            resource: resource.clone(),
            query: Query {
                resource_group: resource_group.clone(),
                filters: Vec::new(),
                limit: None,
            },
        });
        let (sender, mut events) = mpsc::channel(PAGES_AHEAD);
        let listing = self.listed(wanted.collect(), sessions, wish.regions, sender);
        let needle = Needle::new(&text);
        let telling = async {
            while let Some(event) = events.recv().await {
                let told = match event {
                    listing::Event::Targets(more) => Listing::Targets(more),
                    listing::Event::Done => Listing::Done,
                    listing::Event::Rows(arrived) => found(&needle, &resources, arrived),
                };
                let _nobody_listens = self.answers.send(Event::Listing(of, told)).await;
            }
        };
        let (mut listed, ()) = tokio::join!(listing, telling);
        listed.outcome.failures.splice(0..0, unusable);
        Ok(listed)
    }
}

/// The rows of a page that the text is found in, with what every type has.
fn found(needle: &Needle, resources: &[ResourceManifest], arrived: Arrived) -> Listing {
    let resource = &resources[arrived.wanted];
    let place = placed(&arrived.target);
    let rows = arrived.rows.into_iter().filter_map(|mut row| {
        let found = needle.found_in(resource, &row)?;
        let region = match row.take("region") {
            Cell::Empty => arrived.target.region.as_str().into(),
            region => region,
        };
        let found = Row::new()
            .with(TYPE, resource.resource_type.as_str())
            .with("id", row.take("id"))
            .with("name", row.take("name"))
            .with("status", row.take("status"))
            .with("region", region)
            .with("match", found);
        Some(found)
    });
    Listing::Rows(place, rows.collect())
}
