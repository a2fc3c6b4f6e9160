# Completion of yun for elvish. Made by: yun completion elvish
use str
set edit:completion:arg-completer[yun] = {|@words|
    var previous = $words[1..-1]
    var lines = [(try { e:yun __complete elvish '='$words[-1] $@previous 2>/dev/null } catch { })]
    if (== (count $lines) 0) {
        return
    } elif (eq $lines[0] files) {
        edit:complete-filename $words[-1]
    } else {
        var suffix = ' '
        if (eq $lines[0] prefixes) {
            set suffix = ''
        }
        for line $lines[1..] {
            var parts = [(str:split &max=2 "\t" $line)]
            var display = $parts[0]
            if (> (count $parts) 1) {
                set display = $parts[0]' ('$parts[1]')'
            }
            edit:complex-candidate $parts[0] &display=$display &code-suffix=$suffix
        }
    }
}
