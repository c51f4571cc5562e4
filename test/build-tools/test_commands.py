"""The commands of the project: what they print without doing anything, and that two of them wait for each other."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build-tools"))

import toolchain

SCRIPTS = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["scripts"]
# The commands that a contributor starts, by their name; some scripts are a command with an argument.
COMMANDS = {name: found.group(1) for name, text in SCRIPTS.items() if (found := re.fullmatch(r"python3 (build-tools/(?!toolchain)\w+\.py)", text))}
# Those without options, which would otherwise begin with their work.
PLAIN = ("build", "demo", "figures", "upgrade")


def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, ROOT / script, *arguments], capture_output=True, text=True, check=False, timeout=60)


def test_the_commands_are_those_of_the_package() -> None:
    assert {*PLAIN, "test", "audit", "licences", "soundness", "mutation", "mistakes", "integ", "packages"} <= set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_printed_at_once(name: str) -> None:
    result = run(COMMANDS[name], "--help")
    assert result.returncode == 0, result.stderr
    assert f"npm {'test' if name == 'test' else f'run {name}'}" in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize("name", COMMANDS)
def test_an_unknown_option_is_refused_before_any_work(name: str) -> None:
    result = run(COMMANDS[name], "--dry")
    assert result.returncode == 2
    assert re.search(r"(unknown (arguments:|part|package)|unrecognized arguments:) --dry", result.stderr), result.stderr
    assert result.stdout == ""


def test_options_that_exclude_each_other_are_refused_before_any_work() -> None:
    result = run(COMMANDS["integ"], "--list", "--synth")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == "--list, --synth, --emulator and --yes exclude each other\n"


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "many", ""])
def test_a_number_below_the_least_one_is_refused(value: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError) as refused:
        toolchain.at_least(1)(value)
    assert str(refused.value) == f"must be a whole number of 1 or more, got '{value}'"


def test_the_least_number_is_accepted() -> None:
    assert [toolchain.at_least(1)("1"), toolchain.at_least(0)("0"), toolchain.at_least(1)("+12")] == [1, 0, 12]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such lock")
def test_a_command_says_that_it_waits_for_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entered = threading.Event()

    def second() -> None:
        with toolchain.one_at_a_time("wheel", tmp_path):
            entered.set()

    with toolchain.one_at_a_time("wheel", tmp_path):
        assert capsys.readouterr().out == ""
        other = threading.Thread(target=second)
        other.start()
        assert not entered.wait(0.5)
        assert capsys.readouterr().out == "- waiting for another command in this folder, which uses 'wheel'\n"
    other.join(10)
    assert entered.is_set()
