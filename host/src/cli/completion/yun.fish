# Completion of yun for fish. Made by: yun completion fish
function __yun_complete
    set -l current (commandline --current-token --cut-at-cursor)
    set -l words (commandline --current-process --tokenize --cut-at-cursor)
    set -l lines (command yun __complete fish "=$current" $words[2..] 2>/dev/null)
    if test "$lines[1]" = files
        __fish_complete_path "$current"
    else
        printf '%s\n' $lines[2..]
    end
end
complete --command yun --no-files --keep-order --arguments '(__yun_complete)'
