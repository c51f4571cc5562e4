"""Local directories as artifacts: packed into an archive at synthesis, or copied to a bucket as they are."""

import json
import os
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from helpers.given import a_bucket, a_model, a_stack, an_image
from helpers.messages import Like, message_of
from helpers.templates import container_of, permissions_of, properties_of, readable, resource_of, resources_of, warned_of, warnings_of

import cdk_sagemaker_hosting as sm

ASSETS = "cdk-hnb659fds-assets-123456789012-us-east-1"
COPY = "Custom::CDKBucketDeployment"


def a_directory(folder: Path, name: str = "model", **files: str) -> Path:
    """A directory with weights and code, or with these files."""
    directory = folder / name
    for file, content in (files or {"weights.bin": "weights", "code/inference.py": "def model_fn(): ..."}).items():
        (directory / file).parent.mkdir(parents=True, exist_ok=True)
        (directory / file).write_text(content, encoding="utf-8")
    return directory


def packed(stack: cdk.Stack, directory: Path, **options: Any) -> sm.Model:
    """A model with a directory as its artifacts."""
    data = sm.ModelData.from_directory(str(directory), **options)
    return a_model(stack, containers=[sm.ContainerDefinition(image=an_image(stack), model_data=data)])


def copied(stack: cdk.Stack, directory: Path, **options: Any) -> sm.Model:
    """The same without an archive."""
    destination = options.pop("destination", sm.BucketLocation(bucket=a_bucket(stack), prefix="churn"))
    data = sm.ModelData.from_uncompressed_directory(str(directory), destination=destination, **options)
    return a_model(stack, containers=[sm.ContainerDefinition(image=an_image(stack), model_data=data)])


def archive_url(directory: Path, **options: Any) -> str:
    """Where the archive of a directory is, in an app of its own."""
    stack = a_stack()
    packed(stack, directory, **options)
    url: str = container_of(stack)["ModelDataUrl"]
    return url


def archive_of(app: cdk.App) -> Path:
    """The archive among the assets of an app."""
    (archive,) = Path(app.synth().directory).glob("asset.*.tar.gz")
    return archive


def files_in(archive: Path) -> dict[str, bytes]:
    """What the files in an archive contain, by their names."""
    with tarfile.open(archive, "r:gz") as opened:
        readers = {member.name: opened.extractfile(member) for member in opened if member.isfile()}
        return {name: reader.read() for name, reader in readers.items() if reader is not None}


def test_a_directory_is_packed_and_uploaded(stack: cdk.Stack, tmp_path: Path) -> None:
    packed(stack, a_directory(tmp_path))

    url = container_of(stack)["ModelDataUrl"]
    assert url.startswith(f"https://s3.us-east-1.${{AWS::URLSuffix}}/{ASSETS}/")
    assert url.endswith(".gz")
    assert warnings_of(stack) == []


def test_the_role_may_read_the_archives_of_the_app(stack: cdk.Stack, tmp_path: Path) -> None:
    packed(stack, a_directory(tmp_path))

    assert permissions_of(stack, "s3") == [
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:${{AWS::Partition}}:s3:::{ASSETS}/*.gz"}
    ]


def test_the_archive_has_what_the_directory_has(app: cdk.App, stack: cdk.Stack, tmp_path: Path) -> None:
    packed(stack, a_directory(tmp_path))

    archive = archive_of(app)

    assert files_in(archive) == {"code/inference.py": b"def model_fn(): ...", "weights.bin": b"weights"}
    with tarfile.open(archive, "r:gz") as opened:
        assert opened.getnames() == ["code", "code/inference.py", "weights.bin"]


def test_the_archive_unpacks(app: cdk.App, stack: cdk.Stack, tmp_path: Path) -> None:
    directory = a_directory(tmp_path)
    (directory / "serve").write_text("#!/bin/sh", encoding="utf-8")
    (directory / "serve").chmod(0o755)
    packed(stack, directory)

    with tarfile.open(archive_of(app), "r:gz") as opened:
        opened.extractall(tmp_path / "opt-ml-model", filter="data")

    assert (tmp_path / "opt-ml-model" / "code" / "inference.py").read_text(encoding="utf-8") == "def model_fn(): ..."
    assert os.access(tmp_path / "opt-ml-model" / "serve", os.X_OK)
    assert not os.access(tmp_path / "opt-ml-model" / "weights.bin", os.X_OK)


def test_the_same_content_is_the_same_archive(tmp_path: Path) -> None:
    here, there = (a_directory(tmp_path / place) for place in ("here", "there"))
    for file in there.rglob("*"):
        os.utime(file, (1_000_000_000, 1_000_000_000))

    assert archive_url(here) == archive_url(there)


def test_the_same_content_is_packed_into_the_same_bytes(tmp_path: Path) -> None:
    archives: list[bytes] = []
    for place in ("here", "there"):
        app = cdk.App()
        directory = a_directory(tmp_path / place)
        os.utime(directory / "weights.bin", (len(archives) * 1_000_000_000,) * 2)
        packed(a_stack(app), directory)
        archives.append(archive_of(app).read_bytes())

    assert archives[0] == archives[1]


def replace_content(directory: Path) -> None:
    (directory / "weights.bin").write_text("other", encoding="utf-8")


def add_file(directory: Path) -> None:
    (directory / "more.bin").write_text("", encoding="utf-8")


def rename(directory: Path) -> None:
    (directory / "weights.bin").rename(directory / "renamed.bin")


def make_executable(directory: Path) -> None:
    (directory / "weights.bin").chmod(0o755)


@pytest.mark.parametrize("change", [replace_content, add_file, rename, make_executable])
def test_another_content_is_another_archive(tmp_path: Path, change: Callable[[Path], None]) -> None:
    directory = a_directory(tmp_path)
    before = archive_url(directory)

    change(directory)

    assert archive_url(directory) != before


def test_what_is_excluded_is_not_packed(app: cdk.App, stack: cdk.Stack, tmp_path: Path) -> None:
    directory = a_directory(tmp_path, **{"weights.bin": "w", "train.log": "l", "checkpoints/1.bin": "c"})

    packed(stack, directory, exclude=["checkpoints", "*.log"])

    assert list(files_in(archive_of(app))) == ["weights.bin"]


def test_what_is_excluded_does_not_change_the_archive(tmp_path: Path) -> None:
    plain = a_directory(tmp_path, "plain", **{"weights.bin": "w"})
    logged = a_directory(tmp_path, "logged", **{"weights.bin": "w", "train.log": "l"})

    assert archive_url(logged, exclude=["*.log"]) == archive_url(plain)


def test_patterns_may_be_those_of_git(app: cdk.App, stack: cdk.Stack, tmp_path: Path) -> None:
    directory = a_directory(tmp_path, **{"a.bin": "a", "b.bin": "b", "c.txt": "c"})

    packed(stack, directory, exclude=["*.bin", "!a.bin"], ignore_mode=cdk.IgnoreMode.GIT)

    assert list(files_in(archive_of(app))) == ["a.bin", "c.txt"]


def a_directory_with_links(folder: Path) -> Path:
    """A directory with a link to a file of its own."""
    directory = a_directory(folder, **{"weights.bin": "w"})
    (directory / "latest.bin").symlink_to("weights.bin")
    return directory


def links_in(archive: Path) -> dict[str, str]:
    with tarfile.open(archive, "r:gz") as opened:
        return {member.name: member.linkname for member in opened if member.issym()}


def test_what_links_lead_to_is_packed_in_their_place(app: cdk.App, stack: cdk.Stack, tmp_path: Path) -> None:
    packed(stack, a_directory_with_links(tmp_path))

    assert files_in(archive_of(app)) == {"latest.bin": b"w", "weights.bin": b"w"}


@pytest.mark.parametrize("mode", [cdk.SymlinkFollowMode.NEVER, cdk.SymlinkFollowMode.EXTERNAL])
def test_links_within_the_directory_may_be_kept(app: cdk.App, stack: cdk.Stack, tmp_path: Path, mode: cdk.SymlinkFollowMode) -> None:
    packed(stack, a_directory_with_links(tmp_path), follow_symlinks=mode)

    archive = archive_of(app)
    assert list(files_in(archive)) == ["weights.bin"]
    assert links_in(archive) == {"latest.bin": "weights.bin"}


@pytest.mark.parametrize("mode", [cdk.SymlinkFollowMode.ALWAYS, cdk.SymlinkFollowMode.EXTERNAL])
def test_what_is_out_of_the_directory_may_be_packed(app: cdk.App, stack: cdk.Stack, tmp_path: Path, mode: cdk.SymlinkFollowMode) -> None:
    directory = a_directory(tmp_path, **{"weights.bin": "w"})
    shared = a_directory(tmp_path, "shared", **{"vocabulary.txt": "a b c"})
    (directory / "vocabulary.txt").symlink_to(shared / "vocabulary.txt")

    packed(stack, directory, follow_symlinks=mode)

    assert files_in(archive_of(app)) == {"vocabulary.txt": b"a b c", "weights.bin": b"w"}


def test_others_may_read_the_archive_too(stack: cdk.Stack, tmp_path: Path) -> None:
    auditor = iam.Role(stack, "Auditor", assumed_by=iam.AccountRootPrincipal())

    packed(stack, a_directory(tmp_path), readers=[auditor])

    assert {"Effect": "Allow", "Action": ["s3:GetObject*", "s3:GetBucket*", "s3:List*"]}.items() <= permissions_of(stack, "s3")[0].items()


def test_the_archive_may_have_a_name_for_those_who_upload_it(app: cdk.App, stack: cdk.Stack, tmp_path: Path) -> None:
    packed(stack, a_directory(tmp_path), display_name="churn model")

    (assets,) = Path(app.synth().directory).glob("*.assets.json")
    files = json.loads(assets.read_text(encoding="utf-8"))["files"].values()
    assert "churn model" in [file["displayName"] for file in files]


def test_each_container_may_have_a_directory(app: cdk.App, stack: cdk.Stack, tmp_path: Path) -> None:
    data = [sm.ModelData.from_directory(str(a_directory(tmp_path, name, **{f"{name}.bin": name}))) for name in ("first", "second")]

    a_model(stack, containers=[sm.ContainerDefinition(image=an_image(stack), model_data=one) for one in data])

    archives = Path(app.synth().directory).glob("asset.*.tar.gz")
    assert sorted(name for archive in archives for name in files_in(archive)) == ["first.bin", "second.bin"]


def a_link(to: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        directory = a_directory(folder, **{"weights.bin": "w"})
        (directory / "link").symlink_to(to)
        return directory

    return make


def only_folders(folder: Path) -> Path:
    (folder / "model" / "empty").mkdir(parents=True)
    return folder / "model"


def one_file(folder: Path) -> Path:
    return a_directory(folder, **{"model.tar.gz": "archive"}) / "model.tar.gz"


@pytest.mark.parametrize(
    ("make", "options", "problem"),
    [
        (
            lambda folder: folder / "missing",
            {},
            "... '{0}' ...; ...",
        ),
        (one_file, {}, "'{0}' is not ...; ... ModelData.fromAsset() ..."),
        (only_folders, {}, "... '{0}' contains no files ...; ..."),
        (a_directory, {"exclude": ["**"]}, "... '{0}' contains no files ...; ..."),
        (
            a_link("/usr/share"),
            {},
            "... '{0}' ...:\n  - link ... '/usr/share', ...; ... followSymlinks ...",
        ),
        (a_link("nowhere"), {}, "... '{0}' ...:\n  - link ... 'nowhere', ..."),
        (
            a_link("."),
            {"follow_symlinks": cdk.SymlinkFollowMode.ALWAYS},
            "... '{0}' ...:\n  - link ... '.', ...",
        ),
    ],
    ids=["missing", "a file", "empty", "all excluded", "a link out of it", "a link to nowhere", "a link to itself"],
)
def test_fails_to_pack(stack: cdk.Stack, tmp_path: Path, make: Callable[[Path], Path], options: dict[str, Any], problem: str) -> None:
    directory = make(tmp_path)

    assert message_of(lambda: packed(stack, directory, **options)) == Like(f"Test/Model: {problem.format(directory)}")


def test_a_directory_is_copied_as_it_is(stack: cdk.Stack, tmp_path: Path) -> None:
    copied(stack, a_directory(tmp_path))

    source = container_of(stack)["ModelDataSource"]["S3DataSource"]
    copy = properties_of(stack, COPY)
    assert source == {
        "S3Uri": f"s3://models/{copy['DestinationBucketKeyPrefix']}",
        "S3DataType": "S3Prefix",
        "CompressionType": "None",
    }
    assert copy["DestinationBucketName"] == "models"
    assert copy["DestinationBucketKeyPrefix"].startswith("churn/")
    assert copy["DestinationBucketKeyPrefix"].endswith("/")
    assert (copy["Prune"], copy["RetainOnDelete"]) == (False, True)


def test_the_model_waits_for_the_copy(stack: cdk.Stack, tmp_path: Path) -> None:
    model = copied(stack, a_directory(tmp_path))

    (copy,) = resources_of(stack, COPY)
    assert copy in resource_of(stack, "AWS::SageMaker::Model")["DependsOn"]
    assert model.node.path == "Test/Model"


def test_the_role_may_list_and_read_below_the_destination(stack: cdk.Stack, tmp_path: Path) -> None:
    role = iam.Role(stack, "Hosting", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))
    data = sm.ModelData.from_uncompressed_directory(
        str(a_directory(tmp_path)), destination=sm.BucketLocation(bucket=a_bucket(stack), prefix="churn/")
    )

    a_model(stack, role=role, containers=[sm.ContainerDefinition(image=an_image(stack), model_data=data)])

    (policy,) = [policy for policy in resources_of(stack, "AWS::IAM::Policy").values() if "Hosting" in str(policy["Properties"]["Roles"])]
    statements = [readable(statement) for statement in policy["Properties"]["PolicyDocument"]["Statement"]]
    assert [statement for statement in statements if "s3:" in str(statement["Action"])] == [
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:${AWS::Partition}:s3:::models/churn/*"},
        {
            "Effect": "Allow",
            "Action": "s3:ListBucket",
            "Resource": "arn:${AWS::Partition}:s3:::models",
            "Condition": {"StringLike": {"s3:prefix": "churn/*"}},
        },
    ]


def test_each_content_has_a_prefix_of_its_own(tmp_path: Path) -> None:
    prefixes = []
    for content in ("first", "second", "second"):
        stack = a_stack()
        copied(stack, a_directory(tmp_path, **{"weights.bin": content}))
        prefixes.append(properties_of(stack, COPY)["DestinationBucketKeyPrefix"])

    assert prefixes[0] != prefixes[1]
    assert prefixes[1] == prefixes[2]


def test_a_directory_may_be_copied_to_the_top_of_a_bucket(stack: cdk.Stack, tmp_path: Path) -> None:
    copied(stack, a_directory(tmp_path), destination=sm.BucketLocation(bucket=a_bucket(stack)))

    assert properties_of(stack, COPY)["DestinationBucketKeyPrefix"].count("/") == 1


def test_what_is_excluded_is_not_copied(tmp_path: Path) -> None:
    app = cdk.App()
    directory = a_directory(tmp_path, **{"weights.bin": "w", "train.log": "l"})

    copied(a_stack(app), directory, exclude=["*.log"], ignore_mode=cdk.IgnoreMode.GIT)

    folders = [folder for folder in Path(app.synth().directory).glob("asset.*") if (folder / "weights.bin").exists()]
    assert [sorted(file.name for file in folder.iterdir()) for folder in folders] == [["weights.bin"]]


def test_what_links_lead_to_may_be_copied(tmp_path: Path) -> None:
    app = cdk.App()

    copied(a_stack(app), a_directory_with_links(tmp_path), follow_symlinks=cdk.SymlinkFollowMode.ALWAYS)

    (copy,) = Path(app.synth().directory).glob("asset.*/latest.bin")
    assert not copy.is_symlink()


def test_the_function_that_copies_may_have_more_memory_and_disk(stack: cdk.Stack, tmp_path: Path) -> None:
    copied(stack, a_directory(tmp_path), memory_limit=cdk.Size.gibibytes(1), ephemeral_storage_size=cdk.Size.gibibytes(2))

    function = properties_of(stack, "AWS::Lambda::Function")
    assert function["MemorySize"] == 1024
    assert function["EphemeralStorage"] == {"Size": 2048}


def test_a_copy_to_another_region_is_warned_of(stack: cdk.Stack, tmp_path: Path) -> None:
    bucket = s3.Bucket.from_bucket_attributes(stack, "Bucket", bucket_name="models", region="eu-west-1")

    copied(stack, a_directory(tmp_path), destination=sm.BucketLocation(bucket=bucket))

    assert warned_of(stack) == ["Test/Model: otherRegion"]
