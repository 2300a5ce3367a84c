#!/usr/bin/env bash
# Programs in YAML, Python and Go through the provider plugin. Makes what they need in .work, once.
set -euo pipefail
cd "$(dirname "$0")/../.."

# As the engine installs it: one on PATH is used with a warning.
yaml=$PWD/.work/languages/plugins/language-yaml-v1.25.0
mkdir -p "$yaml"
(cd release/languages && go build -o "$yaml/" github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml)

npm run --silent build
npm run --silent engine
node_modules/.bin/jest --testPathIgnorePatterns /node_modules/ -- test/languages
