"""Packed charts, as `helm package` makes them."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Mapping


def packed(name: str, files: Mapping[str, str | bytes], version: str = "1.2.3") -> bytes:
    chart_file = f"apiVersion: v2\nname: {name}\nversion: {version}\n"
    return tar_gz({f"{name}/{path}": text for path, text in {"Chart.yaml": chart_file, **files}.items()})


def tar_gz(files: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, text in files.items():
            content = text.encode() if isinstance(text, str) else text
            member = tarfile.TarInfo(path)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return gzip.compress(buffer.getvalue())
