# Completion of yun for bash. Made by: yun completion bash
_yun() {
    local line kind=
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ -z "$kind" ]]; then
            kind="$line"
        else
            # What stands behind a tab describes the word, and bash has no place to show it.
            COMPREPLY+=("${line%%$'\t'*}")
        fi
    done < <(command yun __complete bash "=$COMP_WORDBREAKS" "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
    case "$kind" in
        files) compopt -o default 2>/dev/null ;;
        prefixes) compopt -o nospace 2>/dev/null ;;
    esac
}
complete -F _yun yun
