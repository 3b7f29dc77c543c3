"""What can go wrong on a machine, said in one line."""


class LocalFault(Exception):
    """A local run cannot go on; the message is one clear line for the person at the terminal."""


class WrongHash(LocalFault):
    """A downloaded file is not the one whose hash is committed."""

    def __init__(self, name: str, expected: str, actual: str) -> None:
        super().__init__(
            f"{name} has SHA-256 {actual}, the committed list says {expected}: refused, nothing was started"
        )
        self.name, self.expected, self.actual = name, expected, actual


class FolderInUse(LocalFault):
    """Another run holds the folder."""

    def __init__(self, folder: object, holder: str) -> None:
        super().__init__(f"{folder} is in use by another run (process {holder}): stop that one first")
        self.folder, self.holder = folder, holder


class PortInUse(LocalFault):
    """A port that was asked for by name belongs to another process."""

    def __init__(self, port: int, setting: str) -> None:
        super().__init__(f"port {port} ({setting}) is in use by another process: stop it or choose another port")
        self.port, self.setting = port, setting
