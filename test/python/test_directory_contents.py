"""What a directory of artifacts must not contain, packed or copied, and what is warned of."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from helpers.given import a_bucket, a_model, a_stack, an_image
from helpers.messages import Like, message_of
from helpers.templates import warned_of, warnings_of

import cdk_sagemaker_hosting as sm

Use = Callable[..., sm.ModelData]


def packed(stack: cdk.Stack, directory: Path, **options: Any) -> sm.ModelData:
    return sm.ModelData.from_directory(str(directory), **options)


def copied(stack: cdk.Stack, directory: Path, **options: Any) -> sm.ModelData:
    return sm.ModelData.from_uncompressed_directory(str(directory), destination=sm.BucketLocation(bucket=a_bucket(stack)), **options)


def use(stack: cdk.Stack, data: sm.ModelData) -> sm.Model:
    return a_model(stack, containers=[sm.ContainerDefinition(image=an_image(stack), model_data=data)])


def a_directory(folder: Path, *others: str) -> Path:
    """A directory with weights, and other files."""
    directory = folder / "model"
    for name in ("weights.bin", *others):
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text("content", encoding="utf-8")
    return directory


EACH = pytest.mark.parametrize("data", [packed, copied])


@EACH
def test_a_link_out_of_the_directory_is_refused(stack: cdk.Stack, tmp_path: Path, data: Use) -> None:
    directory = a_directory(tmp_path)
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (directory / "link").symlink_to(tmp_path / "secret")

    message = message_of(lambda: use(stack, data(stack, directory)))

    assert message == Like(f"Test/Model: ... '{directory}' ...:\n  - link ... '{tmp_path / 'secret'}', ... followSymlinks to ALWAYS ...")


def test_a_link_out_of_the_directory_is_copied_if_told(stack: cdk.Stack, tmp_path: Path) -> None:
    directory = a_directory(tmp_path)
    (directory / "link").symlink_to(__file__)

    use(stack, copied(stack, directory, follow_symlinks=cdk.SymlinkFollowMode.EXTERNAL))

    assert warnings_of(stack) == []


@EACH
def test_a_named_pipe_is_refused(stack: cdk.Stack, tmp_path: Path, data: Use) -> None:
    directory = a_directory(tmp_path)
    os.mkfifo(directory / "pipe")

    assert message_of(lambda: use(stack, data(stack, directory))) == Like("Test/Model: ...\n  - pipe is a named pipe, ...; exclude it")


@EACH
def test_the_output_of_the_app_is_left_out(tmp_path: Path, data: Use) -> None:
    directory = a_directory(tmp_path)
    app = cdk.App(outdir=str(directory / "cdk.out"))
    stack = a_stack(app)

    use(stack, data(stack, directory))

    staged = [folder for folder in Path(app.synth().directory).glob("asset.*") if (folder / "weights.bin").exists()]
    assert all([file.name for file in folder.iterdir()] == ["weights.bin"] for folder in staged)


@EACH
@pytest.mark.parametrize("name", [".env", ".git/config", ".aws/credentials", "code/id_rsa"])
def test_files_that_can_contain_credentials_are_warned_of(stack: cdk.Stack, tmp_path: Path, data: Use, name: str) -> None:
    use(stack, data(stack, a_directory(tmp_path, name)))

    assert warned_of(stack) == ["Test/Model: credentialsInDirectory"]


@EACH
def test_files_that_are_excluded_are_not_warned_of(stack: cdk.Stack, tmp_path: Path, data: Use) -> None:
    use(stack, data(stack, a_directory(tmp_path, ".env", ".git/config", ".gitignore"), exclude=[".env", ".git"]))

    assert warned_of(stack) == []
