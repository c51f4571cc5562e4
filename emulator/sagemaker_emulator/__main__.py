"""The command line of the emulator: ``sagemaker-emulator``, or ``python -m sagemaker_emulator``."""

from __future__ import annotations

import argparse
import errno
import ipaddress
import logging
import socket
import sys
from pathlib import Path


def _loopback(host: str) -> str:
    """Refuse each address that other machines can reach: whoever reaches the emulator can run code through it."""
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{host!r} is not an IP address") from None
    if not address.is_loopback:
        raise argparse.ArgumentTypeError(
            f"{host!r} is not a loopback address. Whoever can send requests to the emulator can run code through it, "
            "so it listens on addresses of this machine only, such as 127.0.0.1"
        )
    return str(address)


def _port(value: str) -> int:
    if not value.isascii() or not value.isdigit() or int(value) > 65535:
        raise argparse.ArgumentTypeError(f"must be a number from 0 to 65535, got {value!r}")
    return int(value)


def _is_in_use(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":  # As the server does: a port whose last connections have not expired is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            return problem.errno == errno.EADDRINUSE
    return False


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="sagemaker-emulator", description="AWS emulator for tests, on this machine only."
    )
    parser.add_argument(
        "--host", type=_loopback, default="127.0.0.1", help="loopback address; the default is 127.0.0.1"
    )
    parser.add_argument("--port", type=_port, default=0, help="port to listen on; the default, 0, selects a free port")
    parser.add_argument("--ready-file", type=Path, help="file to which the ready line is also written")
    parser.add_argument("--log-file", type=Path, help="file for the log, instead of standard error")
    parser.add_argument("--parent-pid", type=int, help="end when this process ends")
    parser.add_argument("--end-with-stdin", action="store_true", help="end when standard input ends")
    parser.add_argument("--verbose", action="store_true", help="log every request")
    arguments = parser.parse_args()
    # Before the import of moto, which takes seconds.
    if arguments.port and _is_in_use(arguments.host, arguments.port):
        parser.error(
            f"port {arguments.port} of {arguments.host} is in use, perhaps by another emulator; without --port, a free one is selected"
        )
    return arguments


def _log_to(path: Path | None, verbose: bool) -> None:
    logging.basicConfig(
        handlers=[logging.FileHandler(path) if path else logging.StreamHandler(sys.stderr)],
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    logging.getLogger("werkzeug").setLevel(logging.INFO if verbose else logging.WARNING)
    logging.getLogger("botocore").setLevel(logging.WARNING)
    logging.captureWarnings(True)


def main() -> None:
    arguments = _arguments()
    _log_to(arguments.log_file, arguments.verbose)
    # Imports moto after the log is configured, because the import takes seconds and can emit warnings.
    from .lifeline import end_of_process, end_of_stdin
    from .server import EmulatorServer

    server = EmulatorServer(arguments.port, arguments.host)
    if arguments.end_with_stdin:
        server.end_when(end_of_stdin)
    if arguments.parent_pid is not None:
        server.end_when(end_of_process(arguments.parent_pid))
    server.announce(arguments.ready_file)
    server.serve()


if __name__ == "__main__":
    main()
