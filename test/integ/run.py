"""Deploys, invokes and destroys the programs. Started by build-tools/integ.py, with the Python that has the wheel and boto3."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from types import FrameType

# Before the first use of the CDK: the cases are given to CloudFormation on purpose, and the rules of the CDK would refuse some.
os.environ["CDK_VALIDATION"] = "false"

import accounts
import report
from accounts import NoAccount
from cases import Fact, Sources, delete_sources, put_sources, templates
from cloud import ROOT, Cloud
from deployed import Example
from options import Unknown, options
from plan import Program, chosen, costs, listing
from runs import Result, run_example, run_fact


def main(arguments: Sequence[str]) -> int:
    try:
        wanted = options(arguments)
        programs = chosen(wanted.only)
        if wanted.list:
            print(listing())
            return 0
        if wanted.synth:
            return synthesize(programs)
        if wanted.emulator:
            with accounts.emulated(accounts.new_run()) as cloud:
                return deploy(cloud, programs, "the emulator", keep=False)
        if wanted.destroy:
            return destroy(accounts.of_environment(wanted.destroy), confirmed=wanted.yes)
        return in_account(accounts.of_environment(accounts.new_run()), programs, confirmed=wanted.yes, keep=wanted.keep)
    except (Unknown, NoAccount) as problem:
        print(problem, file=sys.stderr)
        return 2


def synthesize(programs: Sequence[Program]) -> int:
    """Synthesizes the examples as the CLI does, and the templates of the cases."""
    failed = 0
    with tempfile.TemporaryDirectory(prefix="integ-synth-") as scratch:
        for program in programs:
            try:
                if isinstance(program, Example):
                    out = Path(scratch) / program.name
                    subprocess.run([sys.executable, "app.py"], cwd=ROOT / "examples" / program.name, env={**os.environ, "CDK_OUTDIR": str(out)}, check=True)
                    count = len(list(out.glob("*.template.json")))
                else:
                    count = len(list(templates(program, Sources(), Path(scratch))))
            except Exception as problem:
                print(f"{program.name}: {problem}", file=sys.stderr)
                failed += 1
            else:
                print(f"{program.name}: {count} templates")
    return 1 if failed else 0


def in_account(cloud: Cloud, programs: Sequence[Program], *, confirmed: bool, keep: bool) -> int:
    print(f"Account {cloud.account_id}, region {cloud.region}, run {cloud.run}, {len(programs)} programs: {', '.join(program.name for program in programs)}\n")
    print(f"These cost money:\n{costs(programs)}\n")
    if not confirmed:
        print("Nothing is deployed without --yes.")
        return 2
    if any(isinstance(program, Example) for program in programs) and not accounts.is_bootstrapped(cloud):
        print(f"The examples require: npx cdk bootstrap aws://{cloud.account_id}/{cloud.region}", file=sys.stderr)
        return 2
    # A run that is ended still destroys what it has made.
    signal.signal(signal.SIGTERM, _end)
    return deploy(cloud, programs, f"AWS, {cloud.region}", keep=keep)


def _end(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def deploy(cloud: Cloud, programs: Sequence[Program], where: str, *, keep: bool) -> int:
    results: list[Result] = []
    try:
        run_all(cloud, programs, results, keep=keep)
    except KeyboardInterrupt:
        print("ended early", file=sys.stderr)
    print(f"\n{report.table(results, where)}\n")
    report.write(report.figures(results, where, versions()))
    if keep:
        print(f"Kept. To destroy it: npm run integ -- --destroy {cloud.run} --yes")
    return 1 if len(results) < len(programs) or any(result.failed for result in results) else 0


def run_all(cloud: Cloud, programs: Sequence[Program], results: list[Result], *, keep: bool) -> None:
    sources = put_sources(cloud) if any(isinstance(program, Fact) for program in programs) else None
    try:
        with tempfile.TemporaryDirectory(prefix="integ-cases-") as scratch:
            for program in programs:
                print(f"- {program.name} ...", end=" ", flush=True)
                if isinstance(program, Fact) and sources is not None:
                    result = run_fact(cloud, program, sources, Path(scratch), keep=keep)
                elif isinstance(program, Example):
                    result = run_example(cloud, program, keep=keep)
                else:
                    continue
                results.append(result)
                print(f"{result.seconds:.0f} s: {result.answer}", flush=True)
    finally:
        if sources is not None and not keep:
            delete_sources(cloud, sources)


def destroy(cloud: Cloud, *, confirmed: bool) -> int:
    """Destroys the stacks that have the tag of a run, and its bucket."""
    stacks, buckets = accounts.stacks_of(cloud), accounts.buckets_of(cloud)
    print(f"Account {cloud.account_id}, region {cloud.region}, run {cloud.run}: {', '.join([*stacks, *buckets]) or 'nothing'}")
    if not confirmed:
        print("Nothing is destroyed without --yes.")
        return 2
    for stack in stacks:
        cloud.destroy(stack)
    for bucket in buckets:
        delete_sources(cloud, Sources(bucket=bucket))
    return 0


def versions() -> dict[str, str]:
    names = ("aws-cdk-lib", "constructs", "boto3", "cdk-sagemaker-hosting")
    cli = subprocess.run([str(ROOT / "node_modules" / ".bin" / "cdk"), "--version"], capture_output=True, text=True, check=False).stdout.split()
    return {**{name: version(name) for name in names}, "aws-cdk": cli[0] if cli else "unknown"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
