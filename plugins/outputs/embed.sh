#!/bin/sh
# SPDX-License-Identifier: MIT
# embed.sh NAME FILE...: each FILE as a constant array html_NAME of bytes, and HTML_NAME_SHA256, its
# hash as a content security policy spells it. Files are ASCII, so that every char is.
set -eu
while [ $# -gt 1 ]; do
    name=$1 file=$2
    shift 2
    echo "static const char html_$name[] = {"
    od -An -v -td1 "$file" | sed 's/  *\([0-9][0-9]*\)/\1,/g'
    echo '};'
    upper=$(echo "$name" | tr '[:lower:]' '[:upper:]')
    sha256sum "$file" | awk -v name="HTML_${upper}_SHA256" '{
        hex = "0123456789abcdef"
        digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for (i = 1; i <= 64; i += 3) {
            value = 0
            for (k = 0; k < 3; k++)
                value = value * 16 + (i + k <= 64 ? index(hex, substr($1, i + k, 1)) - 1 : 0)
            text = text substr(digits, int(value / 64) + 1, 1) substr(digits, value % 64 + 1, 1)
        }
        # 64 digits are 42 pairs and two thirds: 43 letters tell all, one mark fills up.
        printf "#define %s \"%s=\"\n", name, substr(text, 1, 43)
    }'
done
