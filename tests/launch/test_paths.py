"""Paths: a socket that fits, a key that is made once."""

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

from guanlian.launch import paths


def test_a_folder_too_deep_for_a_socket_gets_a_short_one_that_every_process_agrees_on(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 90)
    short = paths.socket_dir(deep)
    assert len(os.fsencode(short / ".s.PGSQL.5432")) <= paths.SOCKET_LIMIT
    command = [sys.executable, "-c", "from guanlian.launch import paths; print(paths.socket_dir())"]
    environment = os.environ | {"GUANLIAN_VAR": str(deep), "TMPDIR": str(tmp_path)}
    said = subprocess.run(command, env=environment, cwd=paths.ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == str(short)
    assert paths.socket_dir(tmp_path / ("e" * 90)) != short


def test_a_chinese_folder_counts_by_bytes_not_by_characters(tmp_path: Path) -> None:
    folder = Path("/srv") / ("馆" * 30)
    assert len(str(folder / "run" / ".s.PGSQL.5432")) <= paths.SOCKET_LIMIT
    assert paths.socket_dir(folder).parent == Path("/tmp")


def test_eight_processes_starting_together_get_one_secret_key(tmp_path: Path) -> None:
    code = "import time; from guanlian.launch.paths import secret_key; time.sleep(max(0, {} - time.time())); "
    code += "print(secret_key())"
    command = [sys.executable, "-c", code.format(time.time() + 1)]
    environment = os.environ | {"GUANLIAN_VAR": str(tmp_path)}
    started = [
        subprocess.Popen(command, env=environment, cwd=paths.ROOT, stdout=subprocess.PIPE, text=True) for _ in range(8)
    ]
    keys = {process.communicate()[0].strip() for process in started}
    assert len(keys) == 1
    assert len(keys.pop()) >= 60
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]
