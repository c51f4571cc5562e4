"""The only version of moto that this package supports, because it patches its internals."""

from importlib.metadata import version

MOTO_VERSION = "5.2.5"


def require_pinned_moto() -> None:
    """Raise with any other version of moto, because a patch can silently miss its target there."""
    installed = version("moto")
    if installed != MOTO_VERSION:
        raise RuntimeError(
            f"sagemaker_emulator replaces internals of moto {MOTO_VERSION}, but moto {installed} is installed; "
            "install the package again: pip install ./emulator"
        )
