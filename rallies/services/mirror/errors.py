"""What keeps a copy from being made or checked."""


class MirrorError(Exception):
    """A copy cannot be made or checked; the sentence tells the operator why."""
