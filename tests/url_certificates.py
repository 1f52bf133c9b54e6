"""Certificates of all sorts, made with openssl."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import NamedTuple


class Certificates(NamedTuple):
    """Files with a key and a certificate each, and the authority that signed most of them."""

    authority: Path
    good: Path
    expired: Path
    wrong_host: Path
    self_signed: Path


def certificates(folder: Path) -> Certificates:
    """Make an authority, and certificates for 127.0.0.1. Raises FileNotFoundError without openssl."""

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    def key(name: str) -> None:
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", f"{name}.key")

    (folder / "ca.cnf").write_text(
        "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\nunique_subject=no\n"
        "copy_extensions=copy\n[p]\ncommonName=supplied\n"
    )
    (folder / "index.txt").touch()
    (folder / "serial").write_text("01\n")
    key("ca")
    openssl("req", "-x509", "-new", "-key", "ca.key", "-subj", "/CN=Test authority", "-days", "3650", "-out", "ca.pem")
    made = {}
    for name, host, start, end in (
        ("good", "IP:127.0.0.1", "20200101000000Z", "20990101000000Z"),
        ("expired", "IP:127.0.0.1", "20200101000000Z", "20210101000000Z"),
        ("wrong_host", "DNS:other.example.net", "20200101000000Z", "20990101000000Z"),
    ):
        key(name)
        openssl(
            "req", "-new", "-key", f"{name}.key", "-subj", "/CN=test", "-addext", f"subjectAltName={host}", "-out", f"{name}.csr"
        )
        openssl(
            "ca", "-batch", "-notext", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key",
            "-startdate", start, "-enddate", end, "-in", f"{name}.csr", "-out", f"{name}.crt",
        )  # fmt: skip
        made[name] = name
    key("self_signed")
    openssl(
        "req", "-x509", "-new", "-key", "self_signed.key", "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1",
        "-days", "3650", "-out", "self_signed.crt",
    )  # fmt: skip
    for name in (*made, "self_signed"):
        (folder / f"{name}.pem").write_bytes((folder / f"{name}.key").read_bytes() + (folder / f"{name}.crt").read_bytes())
    return Certificates(folder / "ca.pem", *(folder / f"{name}.pem" for name in Certificates._fields[1:]))
