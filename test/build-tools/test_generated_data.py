"""The generated TypeScript files are what the pinned sources give, and the tables in them hold the facts we rely on."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build-tools" / "data"))

import dlc_accounts
import generate
import image_configs
import instance_sizes
import instance_types
import recorded
import tables
from pinned_package import MOTO, PinnedPackage, SourceError

# The types of which no source tells the number.
UNKNOWN_VCPUS = {
    "ml.dl1.24xlarge",
    *(f"ml.p2.{size}" for size in ("xlarge", "8xlarge", "16xlarge")),
    *(f"ml.p3.{size}" for size in ("2xlarge", "8xlarge", "16xlarge")),
    "ml.p6e-gb200.36xlarge",
}
UNKNOWN_GPUS = {"ml.p6e-gb200.36xlarge"}

MEMBER = re.compile(r"public static readonly (\w+) = InstanceType\.of\('([^']+)'\);")
ACCOUNT = re.compile(r"^  '([^']+)': '([^']+)',$", re.MULTILINE)


@pytest.fixture(scope="module")
def members() -> list[tuple[str, str]]:
    """The static members of InstanceType, as (name, instance type)."""
    return MEMBER.findall((ROOT / "src/common/instance-type.generated.ts").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def accounts() -> list[tuple[str, str]]:
    """The entries of DLC_ACCOUNTS, as (region, account)."""
    return ACCOUNT.findall((ROOT / "src/dlc/dlc-accounts.generated.ts").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def sizes() -> dict[str, instance_sizes.InstanceSize]:
    """The numbers of vCPUs and GPUs by instance type."""
    return instance_sizes.instance_sizes()


@pytest.mark.parametrize("file", generate.FILES)
def test_file_is_in_sync_with_its_sources(file: str) -> None:
    assert generate.difference(file) == ""


def test_check_names_each_outdated_file_and_leaves_it_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    generate.write(tmp_path)
    assert generate.check(tmp_path) == 0
    outdated = tmp_path / "src/dlc/dlc-accounts.generated.ts"
    edited = outdated.read_text(encoding="utf-8").replace("626614931356", "000000000000")
    outdated.write_text(edited, encoding="utf-8")

    assert generate.check(tmp_path) == 1

    report = capsys.readouterr().err
    assert "src/dlc/dlc-accounts.generated.ts is out of date" in report
    assert "-  'af-south-1': '000000000000',\n+  'af-south-1': '626614931356',\n" in report
    assert "instance-type" not in report
    assert outdated.read_text(encoding="utf-8") == edited


def test_check_reports_a_missing_file(tmp_path: Path) -> None:
    assert generate.check(tmp_path) == 1


def test_every_api_instance_type_is_a_member(members: list[tuple[str, str]]) -> None:
    api = instance_types.api_instance_types()
    assert len(api) == 277
    assert set(api) <= {value for _, value in members}


def test_alpha_members_keep_their_names(members: list[tuple[str, str]]) -> None:
    alpha = recorded.alpha_instance_types()
    assert len(alpha) == 96
    assert alpha.items() <= dict(members).items()


def test_no_two_members_share_a_name_or_an_instance_type(members: list[tuple[str, str]]) -> None:
    names, values = zip(*members, strict=True)
    assert len(set(names)) == len(set(values)) == len(members)


def test_names_are_identifiers_for_every_jsii_language(members: list[tuple[str, str]]) -> None:
    assert [name for name, _ in members if not re.fullmatch(r"[A-Z][A-Z0-9_]*", name)] == []


@pytest.mark.parametrize(
    ("value", "constant", "family", "size"),
    [
        ("ml.m5d.large", "M5D_LARGE", "m5d", "large"),
        ("ml.p6-b200.48xlarge", "P6_B200_48XLARGE", "p6-b200", "48xlarge"),
    ],
)
def test_instance_type_is_taken_apart(value: str, constant: str, family: str, size: str) -> None:
    instance_type = instance_types.InstanceType(value)
    assert (instance_type.constant, instance_type.family, instance_type.size) == (constant, family, size)


def test_instance_types_are_listed_by_family_and_then_size() -> None:
    wanted = ["ml.c5.large", "ml.c5.xlarge", "ml.c5.2xlarge", "ml.c5.18xlarge", "ml.c5d.large", "ml.c10.large"]
    mixed = map(instance_types.InstanceType, sorted(wanted))
    assert [it.value for it in sorted(mixed, key=lambda it: it.order)] == wanted


@pytest.mark.parametrize("value", ["m5.large", "ml.m5"])
def test_fails_on_an_instance_type_of_another_form(value: str) -> None:
    with pytest.raises(SourceError, match="does not have the form"):
        _ = instance_types.InstanceType(value).order


def test_instance_types_of_batch_transform_are_some_of_all() -> None:
    of_transform = [it.value for it in instance_types.transform_instance_types()]
    assert set(of_transform) < {it.value for it in instance_types.instance_types()}
    assert {"ml.c4.xlarge", "ml.g6e.48xlarge"} <= set(of_transform)
    assert "ml.t2.medium" not in of_transform


def test_family_facts_describe_exactly_the_known_families() -> None:
    assert recorded.recorded("instance-families.json", "families").keys() == instance_types.instance_families().keys()


@pytest.mark.parametrize(
    ("value", "vcpus", "gpus", "memory"),
    [
        ("ml.t2.medium", 2, 0, 4096),
        ("ml.m5.large", 2, 0, 8192),
        ("ml.c4.8xlarge", 36, 0, 61440),
        ("ml.inf1.xlarge", 4, 0, 8192),
        ("ml.g5.12xlarge", 48, 4, 196608),
        ("ml.g6e.48xlarge", 192, 8, 1572864),
        ("ml.p4d.24xlarge", 96, 8, 1179648),
        ("ml.p2.xlarge", None, 1, None),
        ("ml.p3.16xlarge", None, 8, None),
        ("ml.dl1.24xlarge", None, 0, None),
    ],
)
def test_known_instance_sizes(
    sizes: dict[str, instance_sizes.InstanceSize], value: str, vcpus: int | None, gpus: int | None, memory: int | None
) -> None:
    assert sizes[value] == instance_sizes.InstanceSize(vcpus, gpus, memory)


def test_memory_is_known_where_vcpus_are_and_grows_with_the_size(sizes: dict[str, instance_sizes.InstanceSize]) -> None:
    assert {value for value, size in sizes.items() if size.memory is None} == UNKNOWN_VCPUS
    for family in instance_types.instance_families():
        memory = [sizes[it.value].memory or 0 for it in instance_types.instance_types() if it.family == family]
        assert memory == sorted(memory), family


def test_vcpus_are_known_but_for_a_few_types(sizes: dict[str, instance_sizes.InstanceSize]) -> None:
    assert {value for value, size in sizes.items() if size.vcpus is None} == UNKNOWN_VCPUS
    assert sum(size.vcpus is not None for size in sizes.values()) >= 260
    assert [value for value, size in sizes.items() if size.vcpus is not None and not 1 <= size.vcpus <= 512] == []


def test_no_size_has_fewer_vcpus_than_a_smaller_one_of_its_family(sizes: dict[str, instance_sizes.InstanceSize]) -> None:
    for family in instance_types.instance_families():
        vcpus = [sizes[it.value].vcpus or 0 for it in instance_types.instance_types() if it.family == family]
        assert vcpus == sorted(vcpus), family


def test_exactly_the_types_of_gpu_families_have_gpus(sizes: dict[str, instance_sizes.InstanceSize]) -> None:
    families = instance_types.instance_families()
    of_gpu_families = {it.value for it in instance_types.instance_types() if families[it.family].processor == "gpu"}
    assert {value for value, size in sizes.items() if size.gpus is None} == UNKNOWN_GPUS
    assert {value for value, size in sizes.items() if size.gpus} == of_gpu_families - UNKNOWN_GPUS
    assert {size.gpus for size in sizes.values() if size.gpus} == {1, 2, 4, 8, 16}


def test_gpus_of_all_models_are_counted() -> None:
    assert instance_sizes.ec2_gpus({"GpuInfo": {"Gpus": [{"Count": 1}, {"Count": 2}]}}) == 3
    assert instance_sizes.ec2_gpus({}) == 0


def test_moto_is_pinned_as_for_the_emulator() -> None:
    # Both go into one environment.
    pins = (ROOT / "emulator/requirements.txt").read_text(encoding="utf-8")
    assert re.findall(r"^moto(?:\[\w+\])?==(\S+)$", pins, re.MULTILINE) == [MOTO.version]


@pytest.mark.parametrize(
    ("region", "account"),
    [
        ("us-east-1", "763104351884"),
        ("il-central-1", "780543022126"),
        ("cn-north-1", "727897471807"),
        ("us-gov-west-1", "442386744353"),
        ("us-isob-east-1", "094389454867"),
        ("eusc-de-east-1", "204133271717"),
        ("eu-isoe-west-1", "371248457586"),
        ("me-west-1", "124382933778"),
    ],
)
def test_known_registry_accounts(accounts: list[tuple[str, str]], region: str, account: str) -> None:
    assert dict(accounts)[region] == account


def test_registry_accounts_are_sorted_and_well_formed(accounts: list[tuple[str, str]]) -> None:
    assert accounts == sorted(set(accounts))
    assert [account for _, account in accounts if not re.fullmatch(r"\d{12}", account)] == []


@pytest.mark.parametrize("file", ["pytorch.json", "tensorflow.json", "huggingface.json", "djl-lmi.json"])
def test_registry_accounts_come_from_the_main_frameworks(file: str) -> None:
    assert any(place.startswith(f"{file}/") for place in dlc_accounts.registries_of_images())


def test_images_that_only_the_older_source_has_are_kept_and_marked() -> None:
    newer = image_configs.config("huggingface-neuronx")["inference"]["versions"]["4.55.4"]
    assert newer["version_aliases"] == {"pytorch2.7": "pytorch2.7.1", "pytorch2.8": "pytorch2.8.0"}
    assert "kept" not in newer["pytorch2.8.0"]
    assert newer["pytorch2.7.1"]["kept"] is True


def test_the_newer_source_takes_precedence() -> None:
    config = image_configs.config("huggingface-vllm-neuronx")["inference"]
    assert config["version_aliases"]["0.4"] == "0.4.4"
    assert config["processors"] == ["neuronx"]


def test_what_is_no_description_of_images_is_no_framework() -> None:
    assert "instance_gpu_info" not in image_configs.names()
    assert {"pytorch", "vllm", "clarify"} <= set(image_configs.names())


def test_fails_when_two_sources_name_different_accounts() -> None:
    with pytest.raises(SourceError, match="^eu-west-1 is 1 in a.json but 2 in b.json$"):
        tables.merge({"a.json": {"eu-west-1": "1"}, "b.json": {"eu-west-1": "2"}})


def test_fails_when_a_source_is_installed_in_another_version(tmp_path: Path) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("botocore==0.0.1\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"^botocore 0\.0\.1 is needed but installed as .+; run: pip install"):
        PinnedPackage("botocore", str(requirements)).path("botocore")
