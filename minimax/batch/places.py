"""Choose the folder of the ledger: next to the results, unless they go to a storage service or a
network disk, where SQLite is not safe.
"""

from __future__ import annotations

import hashlib
import os
from os import PathLike, fspath
from pathlib import Path, PurePosixPath

from ..core import destinations
from ..errors import ValidationError

NETWORK = frozenset(
    (
        *("9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "gfs2", "glusterfs", "gpfs"),
        *("lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "pvfs2", "smb3", "smbfs"),
        *("vboxsf", "virtiofs"),
    )
)
"""Types of network file systems, and prefixes of those in user space."""
MOUNTS = Path("/etc/mtab")


def ledger_folder(out: str | PathLike[str]) -> Path:
    """The ledger folder for a destination of results. May block."""
    text = fspath(out)
    if "\0" in text:
        raise ValidationError(f"out: {text!r} is not a valid path", field="out", value=text)
    if "://" not in text and not is_on_network(folder := Path(text)):
        return folder
    whole = text.rstrip("/") if "://" in text else str(Path(text).absolute())
    home = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    name = destinations.safe_name(PurePosixPath(whole).name, otherwise="batch")
    mark = hashlib.sha256(whole.encode()).hexdigest()[:12]
    return home / "minimax" / "batches" / f"{name}-{mark}"


def is_on_network(folder: Path, mounts: Path = MOUNTS) -> bool:
    """Whether a folder is on a network disk, as far as the system reports it."""
    try:
        lines = mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return False
    path, found, kind = folder.absolute(), "", ""
    for fields in map(str.split, lines):
        place = fields[1].replace("\\040", " ")
        if len(place) >= len(found) and path.is_relative_to(place):
            found, kind = place, fields[2]
    return kind in NETWORK or kind.startswith("fuse.")
