//! The faults that are in force: which of them happen to a request.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Barrier;

use super::answer::Answer;
use super::error::ApiError;
use super::fault::{Fault, Kind, NextToken, throttled};
use super::luck::Luck;
use super::record::Scope;

/// What the gateway has to do to a request.
#[derive(Debug, Default)]
pub(crate) struct Effects {
    pub(crate) delay: Duration,
    pub(crate) gather: Vec<Arc<Barrier>>,
    pub(crate) lower_case_errors: bool,
    pub(crate) verdict: Option<Verdict>,
}

#[derive(Debug)]
pub(crate) enum Verdict {
    Error {
        error: ApiError,
        retry_after: Option<Duration>,
    },
    Respond {
        answer: Answer,
        outcome: &'static str,
    },
    DropBefore,
    DropAfter,
    Dead,
    CutJson,
    EndlessPages(NextToken),
}

#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, mut fault: Fault) {
        if let Some(luck) = &mut fault.luck {
            luck.apart(self.0.len());
        }
        self.0.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What happens to a request of this scope, which is itself among those in flight.
    pub(crate) fn meet(&mut self, scope: &Scope, in_flight: &[Scope], now: Instant) -> Effects {
        let mut effects = Effects::default();
        for fault in &mut self.0 {
            if !fault.meets(scope) {
                continue;
            }
            let alongside = in_flight.iter().filter(|other| fault.meets(other)).count();
            if !fault.happens(alongside, now) {
                continue;
            }
            let verdict = match &fault.kind {
                Kind::Latency(delay) => {
                    effects.delay += *delay;
                    continue;
                }
                Kind::Gather(barrier) => {
                    effects.gather.push(Arc::clone(barrier));
                    continue;
                }
                Kind::LowerCaseErrors => {
                    effects.lower_case_errors = true;
                    continue;
                }
                Kind::Error(error) => Verdict::Error {
                    error: error.clone(),
                    retry_after: fault.retry_after,
                },
                Kind::AboveInFlight(_) | Kind::AboveRate(_) => Verdict::Error {
                    error: throttled(),
                    retry_after: fault.retry_after,
                },
                Kind::Respond { answer, outcome } => Verdict::Respond {
                    answer: answer.clone(),
                    outcome,
                },
                Kind::DropBefore => Verdict::DropBefore,
                Kind::DropAfter => Verdict::DropAfter,
                Kind::Dead => Verdict::Dead,
                Kind::CutJson => Verdict::CutJson,
                Kind::EndlessPages(next) => Verdict::EndlessPages(*next),
            };
            effects.verdict.get_or_insert(verdict);
        }
        effects
    }
}

impl Fault {
    fn meets(&self, scope: &Scope) -> bool {
        let fits =
            |wanted: &Option<String>, given: &str| wanted.as_deref().is_none_or(|wanted| wanted == given);
        fits(&self.product, &scope.product)
            && fits(&self.action, &scope.action)
            && fits(&self.region, &scope.region)
            && fits(&self.access_key_id, &scope.access_key_id)
    }

    /// Whether the fault happens now; counts it when it does.
    fn happens(&mut self, in_flight: usize, now: Instant) -> bool {
        if self.passing > 0 {
            self.passing -= 1;
            return false;
        }
        let triggered = self.left != Some(0)
            && self.luck.as_mut().is_none_or(Luck::strikes)
            && match self.kind {
                Kind::AboveInFlight(limit) => in_flight > limit,
                Kind::AboveRate(limit) => self.is_above_rate(limit, now),
                _ => true,
            };
        if let (true, Some(left)) = (triggered, &mut self.left) {
            *left -= 1;
        }
        triggered
    }

    fn is_above_rate(&mut self, per_second: usize, now: Instant) -> bool {
        while self
            .recent
            .front()
            .is_some_and(|at| now.duration_since(*at) >= Duration::from_secs(1))
        {
            self.recent.pop_front();
        }
        if self.recent.len() >= per_second {
            return true;
        }
        self.recent.push_back(now);
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(action: &str, region: &str) -> Scope {
        Scope {
            product: "Ecs".into(),
            action: action.into(),
            region: region.into(),
            access_key_id: "key".into(),
        }
    }

    fn happened(faults: &mut Faults, scope: &Scope) -> bool {
        faults
            .meet(scope, std::slice::from_ref(scope), Instant::now())
            .verdict
            .is_some()
    }

    #[test]
    fn a_fault_meets_only_what_it_is_narrowed_to() {
        let mut faults = Faults::default();
        let fault = Fault::unavailable()
            .product("Ecs")
            .action("DescribeInstances")
            .region("cn-beijing");
        faults.add(fault.access_key_id("key"));
        assert!(happened(&mut faults, &scope("DescribeInstances", "cn-beijing")));
        assert!(!happened(&mut faults, &scope("DescribeInstances", "cn-hangzhou")));
        assert!(!happened(&mut faults, &scope("DescribeRegions", "cn-beijing")));
        let other_key = Scope {
            access_key_id: "other".into(),
            ..scope("DescribeInstances", "cn-beijing")
        };
        assert!(!happened(&mut faults, &other_key));
    }

    #[test]
    fn a_fault_starts_at_its_call_and_ends_after_its_times() {
        let mut faults = Faults::default();
        faults.add(Fault::throttling().from_call(2).times(2));
        let met: Vec<bool> = (0..5).map(|_| happened(&mut faults, &scope("A", ""))).collect();
        assert_eq!(met, [false, true, true, false, false]);
    }

    #[test]
    fn chance_strikes_the_same_requests_each_time_and_each_fault_by_itself() {
        let stream = || {
            let mut faults = Faults::default();
            faults.add(Fault::throttling().percent(10, 42));
            faults.add(Fault::unavailable().percent(5, 42));
            faults.add(Fault::drop_before().percent(5, 42));
            faults.add(Fault::drop_after().percent(5, 42));
            let scope = scope("A", "");
            let mut met = |_| match faults.meet(&scope, &[], Instant::now()).verdict {
                None => "fine",
                Some(Verdict::Error { error, .. }) if error.status == 503 => "unavailable",
                Some(Verdict::Error { .. }) => "throttled",
                Some(Verdict::DropBefore) => "before",
                Some(Verdict::DropAfter) => "after",
                Some(other) => panic!("{other:?}"),
            };
            (0..2000).map(&mut met).collect::<Vec<_>>()
        };
        let met = stream();
        assert_eq!(met, stream());
        let count = |what| met.iter().filter(|each| **each == what).count();
        for (what, least, most) in [
            ("throttled", 150, 250),
            ("unavailable", 60, 130),
            ("before", 55, 130),
            ("after", 50, 130),
        ] {
            assert!((least..most).contains(&count(what)), "{what}: {}", count(what));
        }
    }

    #[test]
    fn delays_add_up_and_the_first_verdict_stands() {
        let mut faults = Faults::default();
        faults.add(Fault::latency(Duration::from_millis(5)));
        faults.add(Fault::drop_before());
        faults.add(Fault::latency(Duration::from_millis(7)));
        faults.add(Fault::dead());
        let scope = scope("A", "");
        let effects = faults.meet(&scope, std::slice::from_ref(&scope), Instant::now());
        assert_eq!(effects.delay, Duration::from_millis(12));
        assert!(matches!(effects.verdict, Some(Verdict::DropBefore)));
    }

    #[test]
    fn the_rate_is_counted_over_one_second() {
        let mut faults = Faults::default();
        faults.add(Fault::throttle_above_rate(2));
        let start = Instant::now();
        let met: Vec<bool> = [0, 10, 20, 999, 1000, 1005, 1010]
            .map(|millis| {
                let now = start + Duration::from_millis(millis);
                faults.meet(&scope("A", ""), &[], now).verdict.is_some()
            })
            .to_vec();
        assert_eq!(met, [false, false, true, true, false, true, false]);
    }

    #[test]
    fn only_matched_requests_in_flight_count() {
        let mut faults = Faults::default();
        faults.add(Fault::throttle_above_in_flight(1).action("A"));
        let mut meets = |in_flight: &[Scope]| {
            faults
                .meet(&scope("A", ""), in_flight, Instant::now())
                .verdict
                .is_some()
        };
        assert!(!meets(&[scope("A", ""), scope("B", ""), scope("B", "")]));
        assert!(meets(&[scope("A", ""), scope("A", "")]));
    }

    #[test]
    fn a_huge_answer_has_exactly_its_size() {
        let mut faults = Faults::default();
        faults.add(Fault::huge(1000));
        let effects = faults.meet(&scope("A", ""), &[], Instant::now());
        let Some(Verdict::Respond { answer, .. }) = effects.verdict else {
            panic!("{effects:?}")
        };
        assert_eq!(answer.body.len(), 1000);
        serde_json::from_slice::<serde_json::Value>(&answer.body).unwrap();
    }
}
