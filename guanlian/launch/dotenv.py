"""The `.env` file beside the tree, read before anything asks the environment; what is set already wins."""

from pathlib import Path

FILE = Path(__file__).resolve().parent.parent.parent / ".env"


def load(file: Path = FILE) -> None:
    """Put the settings of `file` into the environment if there is such a file."""
    if file.is_file():
        from dotenv import load_dotenv

        load_dotenv(file, override=False)
