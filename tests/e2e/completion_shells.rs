//! `completion` in real shells: what they insert means what was offered, whole.

use yun_tests::harness::{Home, everything_is_tested};

use crate::completion::{NAMES, home};

/// Whether a shell may be absent where everything is tested.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absence {
    Allowed,
    Refused,
}

/// Runs a script in a shell, if the shell is there, and returns its lines.
pub(crate) fn in_shell(
    home: &Home<'_>,
    (shell, absence): (&str, Absence),
    arguments: &[&str],
    script: &str,
) -> Option<Vec<String>> {
    let found = home.program("sh", ["-c", &format!("command -v {shell}")]).run();
    if found.code != 0 {
        assert!(
            absence == Absence::Allowed || !everything_is_tested(),
            "{shell} is needed here and not installed"
        );
        #[expect(
            clippy::print_stderr,
            reason = "whoever runs the tests shall know what was not tested"
        )]
        {
            eprintln!("not tested: {shell} is not installed");
        }
        return None;
    }
    let ran = home
        .program(shell, arguments.iter().copied())
        .arguments([script])
        .run()
        .succeeds();
    assert_eq!(ran.stderr, "", "{shell}");
    Some(ran.stdout.lines().map(str::to_owned).collect())
}

#[test]
fn bash_inserts_words_that_mean_what_was_offered() {
    let home = home();
    let script = r#"
        eval "$(yun completion bash)"
        try() {
            COMP_LINE="$1" COMP_POINT=${#1}
            _yun
            # What bash keeps of the word, then what it inserts, then the quote that it closes: read as a command.
            eval "set -- $2${COMPREPLY[0]}$3"
            printf '%s|' "$#" "$@"
            echo "${#COMPREPLY[@]}"
        }
        try 'yun ecs li' '' ''
        try 'yun -p 生' '' ''
        try "yun -p '生产 " "'" "'"
        try 'yun -p "it' '"' '"'
        try "yun -p it" "" ""
        try "yun -p ban" "" ""
        try 'yun -p "ban' '"' '"'
        try "yun -p 'ban" "'" "'"
        try "yun -p ~r" "" ""
        try "yun -p sm" "" ""
        try 'yun --profile=生产\ ' '--profile=' ''
        try 'yun ecs list --filter status=Run' 'status=' ''
        try 'yun nonsense ' '' ''
        complete -p yun
    "#;
    let Some(lines) = in_shell(&home, ("bash", Absence::Refused), &["--norc", "-c"], script) else {
        return;
    };
    let expected = [
        "1|list|1",
        "1|生产 账号|1",
        "1|生产 账号|1",
        "1|it's $(x) a:b|1",
        "1|it's $(x) a:b|1",
        "1|bang! `id`|1",
        "1|bang! `id`|1",
        "1|bang! `id`|1",
        "1|~root|1",
        "1|smart’;id;‘|1",
        "1|--profile=生产 账号|1",
        "1|status=Running|1",
        "0|0",
        "complete -F _yun yun",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn zsh_inserts_words_that_mean_what_was_offered() {
    let home = home();
    // A zsh with a terminal of its own, in which a key shows what stands on its line between two marks.
    let script = r#"
        zmodload zsh/zpty
        zpty z zsh -f -i
        zpty -w z 'autoload -Uz compinit && compinit -u -D; unsetopt zle_bracketed_paste 2>/dev/null; source <(yun completion zsh); show() { print -rn -- $'"'\\1'"'$BUFFER$'"'\\2'"'; BUFFER= }; zle -N show; bindkey "^X" show'
        try() {
            local out
            zpty -w -n z "$1"$'\t\x18'
            zpty -r z out $'*\1*\2'
            out="${out##*$'\1'}"
            local -a split=(${(z)${out%$'\2'}})
            print -r -- "${(Q)split[-1]}"
        }
        try 'yun ecs li'
        try 'yun -p 生'
        try "yun -p '生产 "
        try 'yun -p it'
        try 'yun -p ban'
        try "yun -p 'ban"
        try "yun -p '~r"
        try 'yun -p sm'
        try 'yun --profile=生'
        try 'yun ecs list --filter status=Run'
        try 'yun ecs list --filter stat'
    "#;
    let Some(lines) = in_shell(&home, ("zsh", Absence::Refused), &["-f", "-c"], script) else {
        return;
    };
    let expected = [
        "list",
        "生产 账号",
        "生产 账号",
        "it's $(x) a:b",
        "bang! `id`",
        "bang! `id`",
        "~root",
        "smart’;id;‘",
        "--profile=生产 账号",
        "status=Running",
        "status=",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn fish_is_offered_whole_words_with_what_they_are() {
    let home = home();
    let script = r#"
        yun completion fish | source
        for line in 'yun ecs li' 'yun -p 生' "yun -p '生产 " 'yun -p 生产\ ' 'yun -p it' 'yun -p ban' "yun -p '~r" 'yun -p sm' 'yun --profile=d' 'yun ecs list --filter sta'
            complete -C $line
        end
    "#;
    let Some(lines) = in_shell(&home, ("fish", Absence::Refused), &["--no-config", "-c"], script) else {
        return;
    };
    let prod = "生产 账号\tAccessKey, us-west-1";
    assert_eq!(
        lines,
        [
            "list\tList ECS instances",
            prod,
            prod,
            prod,
            "it's $(x) a:b\tAccessKey, us-west-1",
            "bang! `id`\tAccessKey, us-west-1",
            "~root\tAccessKey, us-west-1",
            "smart’;id;‘\tAccessKey, us-west-1",
            "--profile=dev\tAccessKey, cn-hangzhou",
            "status=\tStatus"
        ]
    );
}

#[test]
fn elvish_is_offered_whole_words() {
    let home = home();
    // What a script of elvish has in the place of its editor.
    let script = r#"
        var edit: = (ns [
            &completion:=(ns [&arg-completer=[&]])
            &complex-candidate~={|value &display='' &code-suffix=''| echo $value'|'$display'|'$code-suffix }
            &complete-filename~={|word| echo files }
        ])
        eval (yun completion elvish | slurp)
        for words [[ecs li] [-p 生] [-p ban] [-p it] [-p '~'] [-p sm] [ecs list --filter sta]] {
            $edit:completion:arg-completer[yun] yun $@words
        }
    "#;
    let Some(lines) = in_shell(&home, ("elvish", Absence::Allowed), &["-norc", "-c"], script) else {
        return;
    };
    let names = [NAMES[1], NAMES[3], NAMES[2], NAMES[4], NAMES[5]];
    let names = names.map(|name| format!("{name}|{name} (AccessKey, us-west-1)| "));
    let mut expected = vec!["list|list (List ECS instances)| ".to_owned()];
    expected.extend(names);
    expected.push("status=|status= (Status)|".to_owned());
    assert_eq!(lines, expected);
}
