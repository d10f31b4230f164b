# SPDX-License-Identifier: MIT
# Blanks comments, strings and character literals of C, keeping lines: what is left is code.
# Used with -f before a program that calls code_of(line) on each line; FNR == 1 starts afresh.
function code_of(line,    out, c, two)
{
    if (FNR == 1)
        in_comment = 0
    out = ""
    while (line != "") {
        two = substr(line, 1, 2)
        c = substr(line, 1, 1)
        if (in_comment) {
            if (two == "*/") {
                in_comment = 0
                line = substr(line, 3)
            } else
                line = substr(line, 2)
        } else if (two == "/*") {
            in_comment = 1
            line = substr(line, 3)
        } else if (two == "//") {
            line = ""
        } else if (c == "\"" || c == "'") {
            line = after_literal(substr(line, 2), c)
            out = out c c
        } else {
            out = out c
            line = substr(line, 2)
        }
    }
    return out
}

function after_literal(line, quote,    c)
{
    while (line != "") {
        c = substr(line, 1, 1)
        if (c == "\\")
            line = substr(line, 3)
        else
            line = substr(line, 2)
        if (c == quote)
            break
    }
    return line
}
