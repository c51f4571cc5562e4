"""An AWS emulator for tests: moto, with the features added that this project deploys and invokes.

Imports only the client, so that a test can use :class:`Emulator` without
loading moto into its own process.
"""

from .client import Emulator

__all__ = ["Emulator"]
