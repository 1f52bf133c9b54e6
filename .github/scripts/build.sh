#!/usr/bin/env bash
# Build the distributions of the release TAG, whose number must be the package's own.
set -euo pipefail

version=$(python -c 'import re; print(re.search(r"__version__ = \"(.+?)\"", open("tools/proctor/__init__.py").read())[1])')
if [ "$TAG" != "v$version" ]; then
  echo "::error::the tag is not v$version, which is the package's version" >&2
  exit 1
fi
python -m pip --disable-pip-version-check --quiet install build
python -m build
