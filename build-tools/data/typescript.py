"""Renders the tables as TypeScript. The generated files contain data; the logic is in hand-written files."""

from __future__ import annotations

from collections.abc import Iterable

from dlc_accounts import dlc_accounts
from image_configs import SOURCES as IMAGES
from instance_sizes import InstanceSize, instance_sizes
from instance_types import InstanceFamily, InstanceType, instance_families, instance_types, transform_instance_types
from pinned_package import BOTOCORE, MOTO, SAGEMAKER_CORE, PinnedPackage

API_REFERENCE = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html"
DLC_REFERENCE = "https://github.com/aws/deep-learning-containers"
PROCESSOR_TITLES = {"cpu": "CPU", "gpu": "GPU", "neuron": "AWS Neuron", "other": "other accelerator"}

INSTANCE_TYPE_CLASS = """\
import {{ InstanceTypeBase }} from './instance-type-base';

/**
 * The instance type of a variant.
 *
 * The constants are the types that the SageMaker API lists; not every region offers all of them. Use `InstanceType.of()` for a newer
 * type, or for a type that is a parameter of the template. In Python, jsii splits the names at each letter that follows a digit:
 * `G6E_12XLARGE` is `G6_E_12_XLARGE`.
 *
 * @stable
 * @see {reference}
 *
 * @example
 * sm.InstanceType.M5_LARGE;
 *
 * // A type by its name, which is the same in each language
 * sm.InstanceType.of('ml.g6e.12xlarge');
 */
export class InstanceType extends InstanceTypeBase {{
{members}

  /**
   * Returns an instance type by its name in the SageMaker API. Throws if the name is known at synthesis and does not start with `ml.`.
   *
   * @param instanceType the name, for example 'ml.m5.large', or a token, for example the value of a CfnParameter
   * @see {reference}
   */
  public static of(instanceType: string): InstanceType {{
    return new InstanceType(instanceType);
  }}
}}
"""

INSTANCE_TYPE_MEMBER = """\
  /** `{value}`: {description}. */
  public static readonly {constant} = InstanceType.of('{value}');"""

TRANSFORM_TYPES = """\
/** The instance types that the SageMaker API lists for batch transform jobs. */
export const TRANSFORM_INSTANCE_TYPES: ReadonlySet<string> = new Set([
{families}
]);
"""

FAMILIES_TABLE = """\
/** The common facts about the instance types of a family. */
export interface InstanceFamily {{
  /** The processor that runs the model; undefined for an accelerator that is neither a GPU nor AWS Neuron. */
  readonly processor: 'cpu' | 'gpu' | 'neuron' | undefined;
  /** Indicates whether every size has a local NVMe instance store (EC2 instance data). */
  readonly localStorage: boolean;
  /** The sizes that SageMaker offers for hosting, smallest first. */
  readonly sizes: readonly string[];
  /** The number of vCPUs of each size, in the same order; undefined if no source contains it (EC2 instance data). */
  readonly vcpus: readonly (number | undefined)[];
  /** The memory of each size, in MiB, in the same order; undefined if no source contains it (EC2 instance data). */
  readonly memory: readonly (number | undefined)[];
  /** The number of GPUs of each size, in the same order; undefined if no source contains it. Omitted for a family without GPUs. */
  readonly gpus?: readonly (number | undefined)[];
}}

/** The known families by name, for example 'm5d'. */
export const INSTANCE_FAMILIES: ReadonlyMap<string, InstanceFamily> = new Map<string, InstanceFamily>([
{entries}
]);
"""

FAMILY_ENTRY = """\
  ['{name}', {{
    processor: {processor},
    localStorage: {local_storage},
    sizes: [{sizes}],
    vcpus: [{vcpus}],
    memory: [{memory}],{gpus}
  }}],"""

FAMILY_GPUS = """
    gpus: [{gpus}],"""

ACCOUNTS_TABLE = """\
/**
 * The accounts of the registries that contain the AWS Deep Learning Containers (pytorch-inference, djl-inference, ...), by region.
 *
 * Regions that the source omits are from aws-cdk-lib's region-info, recorded in data/region-info-dlc-accounts.json.
 *
 * @see {reference}
 */
export const DLC_ACCOUNTS: {{ readonly [region: string]: string }} = {{
{entries}
}};
"""


def instance_type_class() -> str:
    families = instance_families()
    members = [
        INSTANCE_TYPE_MEMBER.format(value=it.value, constant=it.constant, description=_description(families[it.family]))
        for it in instance_types()
    ]
    return generated_file(INSTANCE_TYPE_CLASS.format(reference=API_REFERENCE, members="\n".join(members)), BOTOCORE)


def families_table() -> str:
    types, sizes = instance_types(), instance_sizes()
    entries = [_family_entry(family, [it for it in types if it.family == family.name], sizes) for family in instance_families().values()]
    return generated_file(FAMILIES_TABLE.format(entries="\n".join(entries)), BOTOCORE, MOTO, SAGEMAKER_CORE)


def transform_types() -> str:
    families: dict[str, list[str]] = {}
    for instance_type in transform_instance_types():
        families.setdefault(instance_type.family, []).append(f"'{instance_type.value}'")
    lines = "\n".join(f"  {', '.join(values)}," for values in families.values())
    return generated_file(TRANSFORM_TYPES.format(families=lines), BOTOCORE)


def accounts_table() -> str:
    entries = [f"  '{region}': '{account}'," for region, account in dlc_accounts().items()]
    return generated_file(ACCOUNTS_TABLE.format(reference=DLC_REFERENCE, entries="\n".join(entries)), *IMAGES)


def generated_file(body: str, *sources: PinnedPackage) -> str:
    names = ", ".join(f"{source.name} {source.version}" for source in sources)
    return f"// generated by build-tools/data/generate.py from {names}; do not edit\n\n{body}"


def _description(family: InstanceFamily) -> str:
    title = PROCESSOR_TITLES[family.processor]
    return f"{title}, local NVMe storage" if family.local_storage else title


def _family_entry(family: InstanceFamily, types: list[InstanceType], sizes: dict[str, InstanceSize]) -> str:
    gpus = _numbers(sizes[it.value].gpus for it in types)
    return FAMILY_ENTRY.format(
        name=family.name,
        processor="undefined" if family.processor == "other" else f"'{family.processor}'",
        local_storage="true" if family.local_storage else "false",
        sizes=", ".join(f"'{it.size}'" for it in types),
        vcpus=_numbers(sizes[it.value].vcpus for it in types),
        memory=_numbers(sizes[it.value].memory for it in types),
        gpus=FAMILY_GPUS.format(gpus=gpus) if family.processor == "gpu" else "",
    )


def _numbers(numbers: Iterable[int | None]) -> str:
    return ", ".join("undefined" if number is None else str(number) for number in numbers)
