"""Why an edition was not published; in every case the last one stays."""


class EditionError(Exception):
    """Why an edition was not published or read; the message is one sentence for the operator."""


class PageRefused(EditionError):
    """A page could not be made or weighs too much; ``path`` says which."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason} Nothing was published; the last edition stays.")
        self.path, self.reason = path, reason

    def __reduce__(self) -> tuple[type, tuple[str, ...]]:
        """Cross from a rendering process to the publishing one as it is."""
        return type(self), (self.path, self.reason)


class PageGone(PageRefused):
    """A page vanished between the list of addresses and its rendering; the next list will not name it."""

    def __init__(self, path: str) -> None:
        super().__init__(path, "there is no such page any more.")

    def __reduce__(self) -> tuple[type, tuple[str, ...]]:
        """Cross from a rendering process to the publishing one as it is."""
        return type(self), (self.path,)


class Damaged(EditionError):
    """A manifest, or a file that it names, is missing, half-written or changed."""


class Busy(EditionError):
    """Another process has been publishing for too long."""

    def __init__(self) -> None:
        super().__init__("Another process is publishing; try again when it has finished.")


class NoEdition(EditionError):
    """There is no edition to go back to."""


class FolderRefused(EditionError):
    """The folder of editions cannot be written: full, read-only or missing."""

    def __init__(self, error: OSError) -> None:
        reason = error.strerror or type(error).__name__
        super().__init__(f"The folder of editions cannot be written ({reason}); the last edition stays.")
