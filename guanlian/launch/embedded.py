"""The installation's own server, shared by every process that needs it.

The first that needs it starts it; the last that leaves stops it. Each holds a shared lock meanwhile, which the kernel
frees even after `kill -9`; so nobody counts processes, and a server left behind is taken over by the next that comes.
"""

from types import TracebackType

from guanlian.launch import paths
from guanlian.launch.locks import FileLock, exclusive
from guanlian.launch.postgres import Cluster


class Embedded:
    """Holds the embedded server running: `with Embedded() as cluster: …`."""

    def __init__(self) -> None:
        self.cluster = Cluster(paths.VAR / "database", paths.socket_dir())
        self._users = FileLock(paths.VAR / "locks" / "database.users")

    def __enter__(self) -> Cluster:
        with exclusive(paths.VAR / "locks" / "database.change"):
            self.cluster.make()
            self.cluster.start()
            self._users.take(shared=True)
        create_database("guanlian")
        return self.cluster

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with exclusive(paths.VAR / "locks" / "database.change"):
            if self._users.take(wait=False):
                self.cluster.stop()
            self._users.close()

    def revive(self) -> bool:
        """Start the server again if it has died; True if it had."""
        with exclusive(paths.VAR / "locks" / "database.change"):
            if self.cluster.pid():
                return False
            self.cluster.start()
            return True


def create_database(name: str) -> bool:
    """Create the database `name` in the embedded server if it lacks it; True if it was created."""
    import psycopg
    from psycopg import errors, sql

    with psycopg.connect(
        host=str(paths.socket_dir()), port=5432, user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return False
        try:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except (errors.DuplicateDatabase, errors.UniqueViolation):
            return False
    return True
