//! Courses: the statuses that a resource goes through once an action set it in motion, and how fast.
//!
//! An action begins a course with [`World::set_out`]; the gateway moves on what is due before each call, and whoever
//! describes a resource says so with `Held::looked_at`. Nothing sleeps, and nothing runs beside the requests.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::world::World;

/// How long each status of a course lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Until it was seen in so many descriptions of the resource. With 0 it is over at the next request of any kind.
    Looks(u32),
    /// So long, by the local cloud's clock.
    Time(Duration),
}

impl Default for Pace {
    /// One look.
    fn default() -> Self {
        Self::Looks(1)
    }
}

/// One step of a course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The resource has this status from now on.
    Status(String),
    /// There is no such resource any more.
    Gone,
}

/// The way of one resource: what comes next, and for how long it has been where it is.
#[derive(Clone, Debug)]
pub(crate) struct Course {
    to_come: VecDeque<Step>,
    looks: u32,
    since: DateTime<Utc>,
}

impl Course {
    /// Through these statuses, of which the first begins at once and the last one stays.
    pub(crate) fn through(statuses: &[&str]) -> Self {
        Self {
            to_come: statuses
                .iter()
                .map(|status| Step::Status((*status).to_owned()))
                .collect(),
            looks: 0,
            since: DateTime::UNIX_EPOCH,
        }
    }

    /// And is gone in the end.
    pub(crate) fn and_gone(mut self) -> Self {
        self.to_come.push_back(Step::Gone);
        self
    }

    fn is_due(&self, pace: Pace, now: DateTime<Utc>) -> bool {
        match pace {
            Pace::Looks(looks) => self.looks >= looks,
            Pace::Time(time) => now - self.since >= in_clock_time(time),
        }
    }

    /// The next step. The one after it is due a whole status later, however late this one was taken.
    fn advance(&mut self, pace: Pace) -> Option<Step> {
        self.looks = 0;
        if let Pace::Time(time) = pace {
            self.since += in_clock_time(time);
        }
        self.to_come.pop_front()
    }
}

/// The courses that are not at their end, by the ids of the resources. Ids are unique in the local cloud.
#[derive(Clone, Debug, Default)]
pub struct Courses(BTreeMap<String, Course>);

impl Courses {
    /// Whether nothing is under way.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the resource of this id is under way.
    pub fn holds(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    pub(crate) fn looked_at(&mut self, id: &str) {
        if let Some(course) = self.0.get_mut(id) {
            course.looks += 1;
        }
    }

    pub(crate) fn any_due(&self, pace: Pace, now: DateTime<Utc>) -> bool {
        self.0.values().any(|course| course.is_due(pace, now))
    }

    /// One step of each course that is due.
    fn due(&mut self, pace: Pace, now: DateTime<Utc>) -> BTreeMap<String, Step> {
        let due = self.0.iter_mut().filter(|(_, course)| course.is_due(pace, now));
        let steps = due.filter_map(|(id, course)| Some((id.clone(), course.advance(pace)?)));
        let steps = steps.collect();
        self.0.retain(|_, course| !course.to_come.is_empty());
        steps
    }
}

/// A resource that can be under way.
pub(crate) trait Moving {
    fn id(&self) -> &str;

    /// It has this status now, and what goes with it.
    fn arrive(&mut self, status: String, now: DateTime<Utc>);
}

impl World {
    /// Sets a resource out on a course, instead of the one that it may be on: its first step is taken now.
    pub(crate) fn set_out(&mut self, id: &str, mut course: Course, now: DateTime<Utc>) {
        let first = course.to_come.pop_front();
        course.since = now;
        if course.to_come.is_empty() {
            self.courses.0.remove(id);
        } else {
            self.courses.0.insert(id.to_owned(), course);
        }
        self.take(first.map(|step| (id.to_owned(), step)).into_iter().collect(), now);
    }

    /// Takes every step that is due.
    pub(crate) fn move_on(&mut self, now: DateTime<Utc>) {
        while self.courses.any_due(self.pace, now) {
            let steps = self.courses.due(self.pace, now);
            self.take(steps, now);
        }
    }

    /// What is released takes those of its disks along that go with it, and leaves the others.
    fn part_disks_from_released(&mut self, now: DateTime<Utc>) {
        let instances: HashSet<&str> = self.instances.iter().map(|one| one.id.as_str()).collect();
        self.disks.retain_mut(|disk| {
            if disk.instance.is_empty() || instances.contains(disk.instance.as_str()) {
                return true;
            }
            let stays = !disk.delete_with_instance;
            "Available".clone_into(&mut disk.status);
            disk.let_go(now);
            stays
        });
    }

    /// Every kind of resource that can be under way has its line here.
    fn take(&mut self, mut steps: BTreeMap<String, Step>, now: DateTime<Utc>) {
        let some_go = steps.values().any(|step| *step == Step::Gone);
        take_steps(&mut self.instances, &mut steps, now);
        take_steps(&mut self.disks, &mut steps, now);
        if some_go {
            self.part_disks_from_released(now);
        }
        take_steps(&mut self.container_groups, &mut steps, now);
        take_steps(&mut self.simple_servers, &mut steps, now);
    }
}

fn take_steps<T: Moving>(resources: &mut Vec<T>, steps: &mut BTreeMap<String, Step>, now: DateTime<Utc>) {
    if steps.is_empty() {
        return;
    }
    resources.retain_mut(|resource| match steps.remove(resource.id()) {
        None => true,
        Some(Step::Gone) => false,
        Some(Step::Status(status)) => {
            resource.arrive(status, now);
            true
        }
    });
}

fn in_clock_time(time: Duration) -> TimeDelta {
    TimeDelta::from_std(time).unwrap_or(TimeDelta::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::instance::Instance;
    use super::*;

    const RESTART: [&str; 3] = ["Stopping", "Starting", "Running"];

    fn world(pace: Pace) -> World {
        let mut world = World::empty();
        world.pace = pace;
        world.instances = ["i-1", "i-2"].map(|id| Instance::new("cn-beijing", id)).to_vec();
        world
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    /// The status in the next description, which counts as a look.
    fn look(world: &mut World, id: &str, now: DateTime<Utc>) -> Option<String> {
        world.move_on(now);
        world.courses.looked_at(id);
        let found = world.instances.iter().find(|instance| instance.id == id);
        found.map(|instance| instance.status.clone())
    }

    #[test]
    fn each_status_is_seen_as_often_as_the_pace_says() {
        for (pace, expected) in [
            (0, &["Running", "Running"][..]),
            (1, &["Stopping", "Starting", "Running", "Running"]),
            (2, &["Stopping", "Stopping", "Starting", "Starting", "Running"]),
        ] {
            let mut world = world(Pace::Looks(pace));
            world.set_out("i-1", Course::through(&RESTART), at(0));
            let seen: Vec<String> = expected
                .iter()
                .map(|_| look(&mut world, "i-1", at(0)).unwrap())
                .collect();
            assert_eq!(seen, expected, "{pace}");
            assert!(world.courses.is_empty());
        }
    }

    #[test]
    fn looking_at_one_resource_moves_no_other() {
        let mut world = world(Pace::Looks(1));
        for id in ["i-1", "i-2"] {
            world.set_out(id, Course::through(&["Stopping", "Stopped"]), at(0));
        }
        look(&mut world, "i-1", at(0));
        assert_eq!(look(&mut world, "i-1", at(0)).unwrap(), "Stopped");
        assert_eq!(world.instance("i-2").status, "Stopping");
        assert!(world.courses.holds("i-2") && !world.courses.holds("i-1"));
    }

    #[test]
    fn each_status_lasts_as_long_as_the_pace_says() {
        let mut world = world(Pace::Time(Duration::from_secs(10)));
        world.set_out("i-1", Course::through(&RESTART), at(0));
        let seen = [0, 9, 10, 12, 20, 500].map(|second| look(&mut world, "i-1", at(second)).unwrap());
        assert_eq!(
            seen,
            [
                "Stopping", "Stopping", "Starting", "Starting", "Running", "Running"
            ]
        );
        assert!(world.courses.is_empty());
    }

    #[test]
    fn what_nobody_looked_at_for_long_is_at_its_end() {
        let mut world = world(Pace::Time(Duration::from_secs(10)));
        world.set_out("i-1", Course::through(&RESTART), at(0));
        assert_eq!(look(&mut world, "i-1", at(25)).unwrap(), "Running");
    }

    #[test]
    fn what_is_released_is_gone_in_the_end() {
        let mut world = world(Pace::Looks(1));
        world.set_out("i-1", Course::through(&["Stopping"]).and_gone(), at(0));
        assert_eq!(look(&mut world, "i-1", at(0)).as_deref(), Some("Stopping"));
        assert_eq!(look(&mut world, "i-1", at(0)), None);
        let left: Vec<&str> = world
            .instances
            .iter()
            .map(|instance| instance.id.as_str())
            .collect();
        assert_eq!(left, ["i-2"]);
    }

    #[test]
    fn another_course_takes_the_place_of_the_first() {
        let mut world = world(Pace::Looks(1));
        world.set_out("i-1", Course::through(&RESTART), at(0));
        world.set_out("i-1", Course::through(&["Stopped"]), at(0));
        assert!(world.courses.is_empty());
        assert_eq!(look(&mut world, "i-1", at(0)).unwrap(), "Stopped");
    }
}
