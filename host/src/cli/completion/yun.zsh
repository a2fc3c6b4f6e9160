#compdef yun
# Completion of yun for zsh. Made by: yun completion zsh
_yun() {
    local -a lines described more
    local line value
    lines=("${(@f)$(command yun __complete zsh "=${(Q)PREFIX}" "${(@Q)words[2,CURRENT-1]}" 2>/dev/null)}")
    case "${lines[1]}" in
        files)
            _files
            return
            ;;
        prefixes)
            more=(-S '')
            ;;
    esac
    for line in "${(@)lines[2,-1]}"; do
        [[ -n "$line" ]] || continue
        value="${line%%$'\t'*}"
        value="${value//\\/\\\\}"
        value="${value//:/\\:}"
        if [[ "$line" == *$'\t'* ]]; then
            described+=("$value:${line#*$'\t'}")
        else
            described+=("$value")
        fi
    done
    _describe -V 'yun' described "${more[@]}"
}

if [[ "${funcstack[1]}" == _yun ]]; then
    _yun "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
    compdef _yun yun
fi
