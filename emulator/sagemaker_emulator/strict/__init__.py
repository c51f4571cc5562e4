"""What AWS refuses, beyond what moto and the providers refuse, so that a bug of a library cannot hide behind the emulator."""
