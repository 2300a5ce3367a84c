#!/usr/bin/env bash
# Programs in YAML, Python and Go through the provider plugin. Makes what they need in .work/languages, once.
set -euo pipefail
cd "$(dirname "$0")/../.."

tools=$PWD/.work/languages
mkdir -p "$tools/bin"
(
    cd release/languages
    go build -o "$tools/bin/" github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml
    rm -rf "$tools/sdk"
    go run . ../../provider/schema.json "$tools/sdk"
)
[ -d "$tools/python" ] || python3 -m venv "$tools/python"
"$tools/python/bin/pip" install --quiet pulumi==3.248.0 "$tools/sdk/python"

npm run --silent build
npm run --silent engine
node_modules/.bin/jest --testPathIgnorePatterns /node_modules/ -- test/languages
