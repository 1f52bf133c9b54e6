"""What the user can do something about."""


class ProctorError(Exception):
    """A mistake of the user's: wrong arguments, a bad configuration, no such path.

    `message` says what is wrong and where, `hint` what to do about it. Surfaces print both and exit with status 2;
    nothing else that proctor raises reaches a user.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Incomplete(ProctorError):
    """A check that was asked for could not run: never a pass, exit status 3."""
