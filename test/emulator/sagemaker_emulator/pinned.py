"""The one moto version whose internals this package knows."""

from importlib.metadata import version

MOTO_VERSION = "5.2.5"


def require_pinned_moto() -> None:
    """Stop at once with another moto: a patch that silently misses its target is worse than no patch."""
    installed = version("moto")
    if installed != MOTO_VERSION:
        raise RuntimeError(
            f"sagemaker_emulator replaces internals of moto {MOTO_VERSION}, but moto {installed} is installed; "
            "install test/emulator/requirements.txt"
        )
