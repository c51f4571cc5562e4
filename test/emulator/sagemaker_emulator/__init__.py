"""An AWS emulator for tests: moto, completed where this project deploys to and invokes.

Only the client side is imported here, so that a test can use :class:`Emulator`
without loading moto into its own process.
"""

from .client import Emulator

__all__ = ["Emulator"]
