"""Real servers on the loopback to upload to: OpenSSH, and an FTP server."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.processes import once
from tests.render.apache import free_port, listens


class Remote(NamedTuple):
    """A folder behind a server, what its clients need, and the server's log."""

    folder: Path
    environment: dict[str, str]
    log: Path
    address: str = ""


def need(*programs: str) -> None:
    """Skip a test where a program is missing, but not in CI."""
    path = f"{os.environ['PATH']}:/usr/sbin"
    lacking = [program for program in programs if not shutil.which(program, path=path)]
    if lacking and os.environ.get("CI"):
        pytest.fail(f"there is no {lacking}")
    if lacking:
        pytest.skip(f"there is no {lacking}")


@contextmanager
def running(command: list[str | Path], port: int, log: Path) -> Iterator[None]:
    """Run a server until the end of the block."""
    with log.open("wb") as file, subprocess.Popen(command, stdout=file, stderr=file) as process:
        try:
            once(lambda: listens(port) or process.poll() is not None)
            assert process.poll() is None, log.read_text()
            yield
        finally:
            process.terminate()


@contextmanager
def ssh_server(home: Path) -> Iterator[Remote]:
    """Serve a folder by SSH and SFTP under the name `web`, for this user with a key."""
    need("sshd", "ssh", "ssh-keygen")
    for key in ("host", "user"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", home / key], check=True
        )
    port, remote = free_port(), home / "remote"
    remote.mkdir()
    # Commands begin in the home folder; here they begin in this one.
    (home / "rc").write_text(f'#!/bin/sh\ncd {remote}\nexec sh -c "$SSH_ORIGINAL_COMMAND"\n')
    (home / "rc").chmod(0o755)
    (home / "sshd").write_text(
        f"ListenAddress 127.0.0.1\nPort {port}\nHostKey {home}/host\nPidFile none\n"
        f"AuthorizedKeysFile {home}/user.pub\nStrictModes no\nUsePAM no\n"
        f"Subsystem sftp /usr/lib/openssh/sftp-server\nForceCommand {home}/rc\n"
    )
    (home / "config").write_text(
        f"Host web\n  HostName 127.0.0.1\n  Port {port}\n  User {getpass.getuser()}\n"
        f"  IdentityFile {home}/user\n  IdentitiesOnly yes\n  UserKnownHostsFile {home}/known\n"
        "  StrictHostKeyChecking no\n  LogLevel ERROR\n"
    )
    ssh = f"ssh -F {home}/config"
    environment = {"RSYNC_RSH": ssh, **_lftp(home, f'set sftp:connect-program "{ssh} -a -x"\n')}
    program = shutil.which("sshd", path="/usr/sbin:/usr/bin") or ""
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # where the package has not made it
    with running([program, "-D", "-e", "-f", home / "sshd"], port, home / "log"):
        yield Remote(remote, environment, home / "log")


@contextmanager
def ftp_server(home: Path) -> Iterator[Remote]:
    """Serve a folder by FTP to anybody."""
    need("/usr/bin/python3")
    if subprocess.run(["/usr/bin/python3", "-c", "import pyftpdlib"], check=False).returncode:
        need("pyftpdlib")
    port, remote = free_port(), home / "remote"
    remote.mkdir()
    command = ["/usr/bin/python3", "-m", "pyftpdlib", "-w", "-i", "127.0.0.1", "-p", f"{port}"]
    with running([*command, "-d", remote], port, home / "log"):
        yield Remote(remote, _lftp(home), home / "log", f"127.0.0.1:{port}")


def _lftp(home: Path, more: str = "") -> dict[str, str]:
    """Let lftp give up in time; return the variable that leads it to its settings."""
    folder = home / "lftp"
    folder.mkdir()
    (folder / "rc").write_text(f"set net:max-retries 2\nset net:timeout 5\n{more}")
    return {"LFTP_HOME": f"{folder}"}
