"""Renders the image catalog as JSON in TypeScript, which is parsed when it is needed."""

from __future__ import annotations

import json
import textwrap
from typing import Any

from frameworks import ALIASES, CONTAINERS, SYNONYMS, framework
from image_catalog import image_catalog
from image_configs import SOURCES
from image_scope import Images
from typescript import generated_file

WIDTH = 150

# The purpose of most images, which the catalog omits.
HOSTING = "inference"

FRAMEWORK_CLASS = """\
import {{ FrameworkBase }} from './framework-base';

/**
 * A framework, a built-in algorithm or a model server that AWS provides inference images for.
 *
 * The constants are the frameworks in the image catalog of this version of the library.
 *
 * @see {reference}
 *
 * @example
 * const vllm = sm.ContainerImage.fromFramework(sm.Framework.VLLM, '0.30.0');
 *
 * const huggingFace = sm.ContainerImage.fromFramework(sm.Framework.HUGGINGFACE, '4.49.0', {{
 *   baseFrameworkVersion: 'pytorch2.6.0',
 *   processor: sm.Processor.GPU,
 * }});
 */
export class Framework extends FrameworkBase {{
{members}

  /**
   * Returns a framework by its name in the SageMaker Python SDK. Throws if the name is a token.
   *
   * @param name the name of the framework, for example 'pytorch'
   * @see {reference}
   */
  public static of(name: string): Framework {{
    return new Framework(name);
  }}
}}
"""

FRAMEWORK_MEMBER = """\
  /**
   * `{name}`: {title}.
   *
   * @see {reference}
   */
  public static readonly {constant} = Framework.of('{name}');"""

ALIAS_MEMBER = """\
  /**
   * `{name}`: {title}. The same as {{@link {constant}}}.
   *
   * @see {reference}
   */
  public static readonly {alias} = Framework.{constant};"""

CATALOG = """\
/** The AWS images for inference, as JSON; `image-catalog.ts` describes the format. */
export const IMAGE_CATALOG = `{json}`;
"""


def framework_class() -> str:
    frameworks = list(map(framework, image_catalog().frameworks))
    members = [FRAMEWORK_MEMBER.format(name=it.name, title=it.title, constant=it.constant, reference=it.reference) for it in frameworks]
    for alias, name in ALIASES.items():
        it = framework(name)
        members.append(ALIAS_MEMBER.format(alias=alias, name=name, title=it.title, constant=it.constant, reference=it.reference))
    return generated_file(FRAMEWORK_CLASS.format(reference=CONTAINERS, members="\n\n".join(members)), *SOURCES)


def catalog_constant() -> str:
    catalog = image_catalog()
    accounts = {key: _by_account(table) for key, table in catalog.accounts.items()}
    frameworks = {name: list(map(_entry, images)) for name, images in catalog.frameworks.items()}
    kinds: dict[str, list[str]] = {}
    for name in catalog.frameworks:
        kinds.setdefault(framework(name).kind, []).append(name)
    tables: dict[str, dict[str, Any]] = {"accounts": accounts, "kinds": kinds, "aliases": {alias.lower(): name for alias, name in (ALIASES | SYNONYMS).items()}, "frameworks": frameworks}
    lines = [line for title, table in tables.items() for line in (f'"{title}": {{', *_members(table), "},")]
    lines[0], lines[-1] = "{" + lines[0], "}}"
    return generated_file(CATALOG.format(json="\n".join(lines)), *SOURCES)


def _by_account(table: dict[str, str]) -> dict[str, list[str]]:
    """Returns the regions by account, which is shorter, because most tables have one account for most regions."""
    accounts = sorted(set(table.values()))
    return {account: [region for region in table if table[region] == account] for account in accounts}


def _entry(images: Images) -> dict[str, Any]:
    """Returns the fields of images, without empty ones."""
    fields = {
        "repository": images.repository,
        "tag": images.tag,
        "accounts": images.accounts,
        "processors": images.processors,
        "pythons": images.pythons,
        "bases": dict(images.bases),
        "versions": dict(images.versions),
        "purpose": "" if images.purpose == HOSTING else images.purpose,
        "kept": images.kept,
    }
    return {key: value for key, value in fields.items() if value or key == "tag"}


def _members(table: dict[str, Any]) -> list[str]:
    """Renders each member on one or more lines, with each part of a list on its own line, so that diffs are readable."""
    lines: list[str] = []
    for key, value in table.items():
        parts = [f"{json.dumps(part)}," for part in value] if isinstance(value, list) else [f"{json.dumps(value)},"]
        if isinstance(value, list):
            parts = ["[", *parts[:-1], parts[-1].removesuffix(","), "],"]
        lines += [f"{json.dumps(key)}: {parts[0]}", *parts[1:]]
    lines[-1] = lines[-1].removesuffix(",")
    # Wraps only between tokens of JSON, because no value contains a space.
    return [wrapped for line in lines for wrapped in textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False)]
