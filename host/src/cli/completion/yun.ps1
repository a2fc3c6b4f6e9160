# Completion of yun for PowerShell. Made by: yun completion powershell
Register-ArgumentCompleter -Native -CommandName 'yun' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object {
            if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value }
            else { $_.Extent.Text }
        })
    $current = "$wordToComplete".Trim("'", '"')
    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $lines = @(yun __complete powershell "=$current" @words 2>$null)
    }
    finally {
        [Console]::OutputEncoding = $encoding
    }
    # For names of files an empty answer makes PowerShell offer them by itself.
    $lines | Select-Object -Skip 1 | ForEach-Object {
        $value, $help = $_ -split "`t", 2
        if (-not $help) { $help = $value }
        $inserted = $value
        if ($value -notmatch '^[\p{L}\p{N}_./:=-]+$') {
            # PowerShell takes typographic quotes for quotes too.
            $inserted = "'" + [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($value) + "'"
        }
        [System.Management.Automation.CompletionResult]::new($inserted, $value, 'ParameterValue', $help)
    }
}
