"""A cluster of these tests' own, small and durable, and an installation folder of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from guanlian.launch import paths
from guanlian.launch.postgres import Cluster


@pytest.fixture(scope="session")
def made_cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a cluster that has been made, once for all tests here."""
    folder = tmp_path_factory.mktemp("var")
    Cluster(folder / "database", folder / "run").make()
    return folder


@pytest.fixture
def installation_folder(made_cluster: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """`var/` of an installation with the embedded server, which is down before and after."""
    monkeypatch.setattr(paths, "VAR", made_cluster)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    yield made_cluster
    Cluster(made_cluster / "database", made_cluster / "run").stop("immediate")
