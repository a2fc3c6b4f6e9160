//! An enterprise's own credential modes, in a library that the host has never heard of, from its first login to its
//! last refusal.

mod company;

use std::{fs, path::Path, time::Duration};

use company::{Authority, CODE, Certificate, Company, written};
use yun_tests::cloud::{Cloud, TimeDelta, World};
use yun_tests::harness::{Home, Invocation, Ran, Runner, Stdout, in_both_runners, make_program};

const HOUR: Duration = Duration::from_secs(3600);

/// A machine of the company's: the plugin, the tenant, and the program that knows the machine.
fn machine(cloud: &Cloud) -> Home<'_> {
    let mut home = Home::with_profile(cloud);
    home.add_worked_example("enterprise");
    home.set("ACME_TENANT", "acme-cn");
    let program = home.write(
        "bin/acme-device-id",
        "#!/bin/sh\n[ \"$1\" = --plain ] && echo device-7\n",
    );
    make_program(&program);
    home.set("PATH", format!("{}:/usr/bin:/bin", home.path("bin").display()));
    home
}

/// `profile add` of mode `AcmeSso`, with the certificate of such a machine.
fn adding(home: &Home<'_>, company: &Company, own: &Certificate, name: &str) -> Invocation {
    adding_role(home, company, own, name, "developer")
}

fn adding_role(home: &Home<'_>, company: &Company, own: &Certificate, name: &str, role: &str) -> Invocation {
    let (certificate, key) = written(own, |file, text| home.write(Path::new("given").join(file), text));
    let authority = home.write("given/ca.pem", &company.authority.pem);
    home.command([
        "profile",
        "add",
        name,
        "--mode",
        "acme",
        "--region",
        "cn-hangzhou",
    ])
    .arguments(["--portal", &company.portal(), "--role", role])
    .arguments(["--certificate-file".as_ref(), certificate.as_os_str()])
    .arguments(["--key-file".as_ref(), key.as_os_str()])
    .arguments(["--ca-file".as_ref(), authority.as_os_str()])
    .arguments(["-o", "json"])
}

fn with_code(adding: Invocation, code: &str) -> Ran {
    let at_terminal = adding.at_terminal(120, 40, Stdout::Piped);
    at_terminal.answers("One-time code", code);
    at_terminal.finish()
}

fn whoami(home: &Home<'_>, name: &str, runner: Runner) -> Ran {
    home.command(["whoami", "-p", name, "-o", "json"])
        .runner(runner)
        .run()
}

#[test]
fn from_the_first_login_to_the_last_logout() {
    let cloud = Cloud::with(World::default());
    in_both_runners(|runner| {
        let company = Company::open();
        let home = machine(&cloud);
        company.hand_out(cloud.temporary_keys(TimeDelta::hours(1)), HOUR);
        let own = company.authority.certificate("device-7");
        let ran = with_code(adding(&home, &company, &own, "work").runner(runner), CODE);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(!ran.stderr.contains(CODE), "{}", ran.stderr);
        let login = &company.asked()[0];
        assert!(
            login.body.contains("acme-cn") && login.body.contains("device-7"),
            "{login:?}"
        );
        assert!(!home.read("config/config.toml").contains("acme-session"));
        assert!(home.read("data/secrets.toml").contains("acme-session-1"));

        let identity = whoami(&home, "work", runner).succeeds().json();
        assert_eq!(
            (identity["mode"].as_str(), identity["profile"].as_str()),
            (Some("AcmeSso"), Some("work"))
        );
        assert!(
            identity["arn"].as_str().unwrap().contains("operator"),
            "{identity}"
        );
        let list = home
            .command(["ecs", "list", "-r", "all", "-o", "json"])
            .runner(runner);
        assert!(!list.run().succeeds().rows().is_empty());
        assert_eq!(
            company.asked().len(),
            0,
            "what was fetched once serves every command"
        );

        // Credentials that end within three minutes are fetched anew, and only then is the portal asked.
        fs::remove_dir_all(home.path("cache/credentials")).unwrap();
        company.hand_out(
            cloud.temporary_keys(TimeDelta::minutes(2)),
            Duration::from_secs(120),
        );
        whoami(&home, "work", runner).succeeds();
        company.hand_out(cloud.temporary_keys(TimeDelta::hours(1)), HOUR);
        whoami(&home, "work", runner).succeeds();
        whoami(&home, "work", runner).succeeds();
        let asked: Vec<_> = company.asked().into_iter().map(|asked| asked.target).collect();
        assert_eq!(asked, ["/keys", "/keys"]);

        home.command(["logout", "work"]).runner(runner).run().succeeds();
        assert_eq!(company.sessions(), Vec::<String>::new());
        assert!(!home.read("data/secrets.toml").contains("acme-session"));
        let ran = whoami(&home, "work", runner).exits(4);
        let error = ran.error();
        assert_eq!(error["code"], "login_required");
        assert!(
            error["message"].as_str().unwrap().contains("Acme's portal"),
            "{error}"
        );
        assert_eq!(error["hint"], "yun login work");
        let chinese = home
            .command(["whoami", "-p", "work", "--lang", "zh"])
            .runner(runner);
        chinese.run().exits(4).says(&["尚未登录 Acme 门户"]);

        let again = home.command(["login", "work"]).runner(runner);
        assert_eq!(with_code(again, CODE).code, 0);
        whoami(&home, "work", runner).succeeds();
    });
}

#[test]
fn a_session_that_the_company_ended_wants_another_login() {
    let cloud = Cloud::with(World::default());
    let company = Company::open();
    let home = machine(&cloud);
    company.hand_out(cloud.temporary_keys(TimeDelta::hours(1)), HOUR);
    let own = company.authority.certificate("device-7");
    let ran = with_code(adding(&home, &company, &own, "work"), CODE);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    in_both_runners(|runner| {
        company.end_sessions();
        whoami(&home, "work", runner).succeeds();
        fs::remove_dir_all(home.path("cache/credentials")).unwrap();
        assert_eq!(
            whoami(&home, "work", runner).exits(4).error()["code"],
            "login_required"
        );
        // Where nobody can be asked for the code there is no login.
        let ran = home
            .command(["login", "work", "-o", "json"])
            .runner(runner)
            .run()
            .exits(4);
        assert_eq!(ran.error()["code"], "prompt_unavailable");
        let refused = with_code(
            home.command(["login", "work", "-o", "json"]).runner(runner),
            "000000",
        );
        assert_eq!(refused.code, 4, "{}", refused.stderr);
        refused.says(&["acme_login_refused"]);
        assert_eq!(
            with_code(home.command(["login", "work"]).runner(runner), CODE).code,
            0
        );
        let forbidden = home
            .command(["whoami", "-p", "work", "-o", "json"])
            .variable("ACME_SSO_DISABLED", "1");
        assert_eq!(
            forbidden.runner(runner).run().exits(4).error()["code"],
            "mode_forbidden"
        );
    });
}

#[test]
fn what_is_refused_saves_nothing() {
    let cloud = Cloud::with(World::default());
    let company = Company::open();
    let home = machine(&cloud);
    company.hand_out(cloud.temporary_keys(TimeDelta::hours(1)), HOUR);
    let own = company.authority.certificate("device-7");
    let stranger = Authority::new("Somebody else").certificate("device-7");
    let code_of = |ran: &Ran| {
        let errors = [
            "acme_role_refused",
            "unreachable",
            "connection_lost",
            "acme_login_refused",
        ];
        errors.into_iter().find(|code| ran.stderr.contains(code))
    };
    in_both_runners(|runner| {
        let refused = adding_role(&home, &company, &own, "no-role", "intern").runner(runner);
        let refused = with_code(refused, CODE);
        assert_eq!(
            (refused.code, code_of(&refused)),
            (5, Some("acme_role_refused")),
            "{}",
            refused.stderr
        );
        let unknown = with_code(
            adding(&home, &company, &stranger, "stranger").runner(runner),
            CODE,
        );
        assert_eq!(unknown.code, 7, "{}", unknown.stderr);
        assert!(
            ["unreachable", "connection_lost"].contains(&code_of(&unknown).unwrap()),
            "{}",
            unknown.stderr
        );
        let half = home.command([
            "profile",
            "add",
            "half",
            "--mode",
            "AcmeSso",
            "--region",
            "cn-hangzhou",
        ]);
        let half = half.arguments(["--portal", &company.portal(), "--role", "a", "-o", "json"]);
        let half = half
            .arguments(["--key-file", "own.key"])
            .runner(runner)
            .run()
            .exits(2);
        assert_eq!(half.error()["code"], "acme_half_a_certificate");
        let ran = adding(&home, &company, &own, "nobody-there")
            .runner(runner)
            .run()
            .exits(4);
        assert_eq!(ran.error()["code"], "prompt_unavailable");
        let elsewhere = adding(&home, &company, &own, "elsewhere")
            .without("ACME_TENANT")
            .runner(runner);
        assert_eq!(elsewhere.run().exits(4).error()["code"], "acme_no_tenant");
        let without = adding(&home, &company, &own, "no-program")
            .variable("PATH", "/nowhere")
            .runner(runner);
        assert_eq!(without.run().exits(4).error()["code"], "program_missing");
    });
    let names = home.yun(["profile", "list", "-o", "json"]).succeeds().rows();
    assert_eq!(names.len(), 1, "{names:?}");
}

#[test]
fn an_agent_hands_out_keys_through_its_socket() {
    let cloud = Cloud::with(World::default());
    let company = Company::open();
    let home = machine(&cloud);
    company.hand_out(cloud.temporary_keys(TimeDelta::hours(1)), HOUR);
    in_both_runners(|runner| {
        let name = format!("build {}", runner.word());
        let socket = home.path(format!("agent-{}.sock", runner.word()));
        let add = || {
            home.command([
                "profile",
                "add",
                &name,
                "--mode",
                "AcmeAgent",
                "--region",
                "cn-hangzhou",
            ])
            .arguments(["--role", "builder", "-o", "json", "--agent-socket"])
            .arguments([&socket])
            .runner(runner)
            .run()
        };
        let missing = add().exits(7);
        assert_eq!(missing.error()["code"], "unreachable");
        company.run_agent(&socket);
        add().succeeds();
        let asked = company.asked();
        assert_eq!(asked[0].target, "/keys?role=builder");
        assert_eq!(
            (
                asked[0].method.as_str(),
                asked[0].headers["x-acme-tenant"].as_str()
            ),
            ("GET", "acme-cn")
        );
        whoami(&home, &name, runner).succeeds();
    });
}

#[test]
fn a_role_is_assumed_on_top_and_with_another_profile() {
    let mut world = World::default();
    let mut role = yun_tests::cloud::Role::new("acme-ops", "300000000000000999");
    role.external_id = Some("acme-cn".to_owned());
    world.roles.push(role);
    world
        .roles
        .push(yun_tests::cloud::Role::new("acme-audit", "300000000000000998"));
    let cloud = Cloud::with(world);
    let company = Company::open();
    let home = machine(&cloud);
    company.hand_out(cloud.temporary_keys(TimeDelta::hours(1)), HOUR);
    let socket = home.path("agent.sock");
    company.run_agent(&socket);
    in_both_runners(|runner| {
        let add = |name: &str, mode: &str, role: &str| {
            let arn = cloud.role_arn(role);
            home.adding_mode(name, mode)
                .arguments(["--role-arn", &arn])
                .runner(runner)
        };
        let ops = format!("ops {}", runner.word());
        let added = add(&ops, "AcmeRole", "acme-ops").arguments(["--source-profile", "dev"]);
        added.run().succeeds();
        let arn = whoami(&home, &ops, runner).succeeds().json()["arn"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(arn.contains("acme-ops/"), "{arn}");
        let audit = format!("audit {}", runner.word());
        let added = add(&audit, "AcmeAgent", "acme-audit").arguments(["--role", "builder", "--agent-socket"]);
        added.arguments([&socket]).run().succeeds();
        let arn = whoami(&home, &audit, runner).succeeds().json()["arn"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(arn.contains("acme-audit/"), "{arn}");
    });
}

#[test]
fn it_is_listed_and_helped_with_like_any_other() {
    let cloud = Cloud::with(World::default());
    let home = machine(&cloud);
    let listed = home.yun(["plugin", "list", "-o", "json"]).succeeds().rows();
    let acme = listed.iter().find(|row| row["id"] == "acme").unwrap();
    assert_eq!(
        (
            acme["state"].as_str(),
            acme["origin"].as_str(),
            acme["runner"].as_str()
        ),
        (Some("ok"), Some("path"), Some("child"))
    );
    let help = home
        .yun(["profile", "add", "--mode", "AcmeSso", "--help", "--lang", "zh"])
        .succeeds();
    assert!(help.stdout.contains("--certificate-file"), "{}", help.stdout);
}
