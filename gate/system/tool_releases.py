"""Which releases of its tools the gate brings, what proves them, and below which versions it speaks up.

Each digest is the SHA-256 that the vendor publishes beside the release (`checksums.txt`, `*.sha256sum`,
`*.sha256`). A platform without one here is served by `go install` alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of a release. member: the program inside the archive, "" where the file is the program."""

    name: str
    sha256: str
    member: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """A pinned release. address: where the vendor keeps its files; `{asset}` is the file's name.

    assets: by `system/architecture`, as Go names them. module: what `go install` builds.
    """

    name: str
    version: str
    address: str
    assets: Mapping[str, Asset]
    module: str


@dataclass(frozen=True, slots=True)
class Needed:
    """Versions of a program. usable: below it the program is passed over; advised: below it the gate warns
    with the reason.
    """

    usable: tuple[int, ...] = ()
    advised: tuple[int, ...] = ()
    reason: str = ""


def _kustomize(platform: str, sha256: str) -> Asset:
    return Asset(f"kustomize_v5.7.1_{platform}.tar.gz", sha256, "kustomize")


def _helm(platform: str, sha256: str) -> Asset:
    return Asset(f"helm-v3.21.4-{platform}.tar.gz", sha256, f"{platform}/helm")


RELEASES: Mapping[str, Release] = {
    "kustomize": Release(
        name="kustomize",
        version="5.7.1",
        address="https://github.com/kubernetes-sigs/kustomize/releases/download/kustomize%2Fv5.7.1/{asset}",
        assets={
            "linux/amd64": _kustomize(
                "linux_amd64", "ea375e7372f9aa029129d4b2d16c66b7750b7f1213c4f66f910d981c895818d8"
            ),
            "linux/arm64": _kustomize(
                "linux_arm64", "4261a040217df3bd6896597c3986d1465925726e4f22a945304b5233a4dcdbda"
            ),
            "darwin/amd64": _kustomize(
                "darwin_amd64", "4a0dff80c5644df6bc8f51b342842969004cb6ba5f94dddaabbea7483493273d"
            ),
            "darwin/arm64": _kustomize(
                "darwin_arm64", "073e9d16d5a235e2ff83e62d6b76edb5d962adbc33be1e4860c4b3f1f39b33b9"
            ),
        },
        module="sigs.k8s.io/kustomize/kustomize/v5@v5.7.1",
    ),
    "helm": Release(
        name="helm",
        version="3.21.4",
        address="https://get.helm.sh/{asset}",
        assets={
            "linux/amd64": _helm(
                "linux-amd64", "61f88ab166748cb19604d7884cb100ae9ccb13804ddeb98e08af167eacbb6a14"
            ),
            "linux/arm64": _helm(
                "linux-arm64", "b54c04b4e0b2540bbdc08c17a121dab70e9a2ed0de5705528fec68a5fd3b85a7"
            ),
            "darwin/amd64": _helm(
                "darwin-amd64", "9173d05edf9592c6be1d0412ffafd935448dfc7a63c2bc732b8c67e55503e8a8"
            ),
            "darwin/arm64": _helm(
                "darwin-arm64", "6e0bf5eb6daafc2b1ec34bb5ba04ef103f3afc16192fb19805c2924d7ea1033f"
            ),
        },
        module="helm.sh/helm/v3/cmd/helm@v3.21.4",
    ),
    "opa": Release(
        name="opa",
        version="1.21.1",
        address="https://github.com/open-policy-agent/opa/releases/download/v1.21.1/{asset}",
        assets={
            "linux/amd64": Asset(
                "opa_linux_amd64_static", "668506eb17a2eaa1fce6cc0d1f42ef85125d4ac5bda5fc74d1152d0c77145031"
            ),
            "linux/arm64": Asset(
                "opa_linux_arm64_static", "9a1f3625529c6f01240fe68286dde06aa0b23c5253da700ac48f4d943ff8a4de"
            ),
            "darwin/arm64": Asset(
                "opa_darwin_arm64_static", "a00a6469a0968c47c01137ed0dacaa88148be5d0eaa8524310cd371f3a98a169"
            ),
        },
        module="github.com/open-policy-agent/opa@v1.21.1",
    ),
}

NEEDED: Mapping[str, Needed] = {
    "kustomize": Needed((5, 0), (5, 5), "the gate is tested with 5.5 and newer"),
    "kubectl": Needed((1, 27), (1, 32), "its kustomize is older than 5.5, which the gate is tested with"),
    "helm": Needed(
        (3, 0), (3, 18, 5), "it opens files and addresses that a chart's values.schema.json names"
    ),
    "opa": Needed((1, 0), (1, 10), "the gate is tested with 1.10 and newer"),
    "git": Needed(),
}
