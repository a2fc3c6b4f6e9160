//! The way to a plugin and back: in this process, and in a child.

use criterion::{Criterion, Throughput};
use yun::runner::{Runner, RunnerKind, open_library};
use yun_plugin_api::{
    __private::{
        abi::{
            HostServices, HostServices_TO,
            abi_stable::{
                sabi_trait::prelude::TD_Opaque,
                std_types::{RArc, RResult, RSlice, RStr, RVec},
            },
        },
        decode, encode,
    },
    Fields, ListPage, ListRequest, ResolveAnswer, ResolveRequest, Secret,
    protocol::method,
};

use crate::fixture::Fixture;

/// A call that asks the host for nothing, JSON both ways.
pub(crate) fn in_process(criterion: &mut Criterion, fixture: &Fixture) {
    let (library, manifest) = fixture.access_key();
    let runner = fixture.runners.make(library, manifest, RunnerKind::InProcess);
    let request = resolve_request();
    criterion.bench_function("boundary/call", |bencher| {
        bencher.iter(|| resolve(&*runner, &request));
    });
}

/// A page of 100 instances: the API's answer to the plugin, its rows back, decoded.
pub(crate) fn page(criterion: &mut Criterion, fixture: &Fixture) {
    let (library, manifest) = fixture.ecs();
    let canned = HostServices_TO::from_ptr(RArc::new(Canned(fixture.page.clone())), TD_Opaque);
    let plugin = open_library(&library.path, manifest, canned).expect("it opens");
    let request = ListRequest::new("ecs", "cn-hangzhou");
    let list = || {
        let request = encode(&request).expect("encodes");
        let name = RStr::from(method::RESOURCE_LIST);
        match plugin.call(1, name, RSlice::from(&request[..])) {
            RResult::ROk(answer) => decode::<ListPage>(&answer).expect("a page"),
            RResult::RErr(error) => panic!("{}", String::from_utf8_lossy(&error)),
        }
    };
    assert_eq!(list().rows.len(), 100);
    let mut group = criterion.benchmark_group("boundary");
    group.throughput(Throughput::Elements(100));
    group.bench_function("page", |bencher| bencher.iter(list));
    group.finish();
}

/// A child's start up to its first answer, and an answer of one that runs.
pub(crate) fn child(criterion: &mut Criterion, fixture: &Fixture) {
    let (library, manifest) = fixture.access_key();
    let request = resolve_request();
    let start = || {
        let runner = fixture.runners.make(library, manifest, RunnerKind::Child);
        resolve(&*runner, &request);
        runner
    };
    // Ending a child is no part of its start.
    criterion.bench_function("child/start", |bencher| {
        bencher.iter_custom(|count| {
            let timed = |_| {
                let began = std::time::Instant::now();
                let runner = start();
                let taken = began.elapsed();
                runner.end();
                taken
            };
            (0..count).map(timed).sum()
        });
    });
    let runner = start();
    criterion.bench_function("child/call", |bencher| {
        bencher.iter(|| resolve(&*runner, &request));
    });
    runner.end();
}

/// Answers every service call alike.
struct Canned(Vec<u8>);

impl HostServices for Canned {
    fn call(&self, _: u64, _: RStr<'_>, _: RSlice<'_, u8>) -> RResult<RVec<u8>, RVec<u8>> {
        RResult::ROk(RVec::from(self.0.clone()))
    }
}

fn resolve_request() -> ResolveRequest {
    let mut fields = Fields::default();
    fields.plain.insert("access_key_id".into(), "testid".into());
    let secret = Secret::new("testsecret".into());
    fields.secret.insert("access_key_secret".into(), secret);
    ResolveRequest {
        mode: "AccessKey".into(),
        profile: "bench".into(),
        region: "cn-hangzhou".into(),
        fields,
    }
}

fn resolve(runner: &dyn Runner, request: &ResolveRequest) -> ResolveAnswer {
    let request = encode(request).expect("encodes");
    let answer = runner
        .call(1, method::CREDENTIAL_RESOLVE, &request)
        .expect("resolves");
    decode(&answer).expect("an answer")
}
