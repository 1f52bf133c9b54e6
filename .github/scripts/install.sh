#!/usr/bin/env bash
# Install proctor from SOURCE with EXTRAS into VENV, once for a job.
set -euo pipefail

case "${EXTRAS:-}" in
  *[!a-z,]*)
    echo "::error::extras are names with commas between them" >&2
    exit 2
    ;;
esac
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "::error::proctor needs Python 3.11 or newer: add actions/setup-python before it" >&2
  exit 2
fi
[ -x "$VENV/bin/python" ] || python3 -m venv "$VENV"
"$VENV/bin/python" -I -m pip --disable-pip-version-check --quiet install "$SOURCE${EXTRAS:+[$EXTRAS]}"
