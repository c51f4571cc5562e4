"""The workflows of GitHub Actions: what publishes, when, with which permissions, and that everything they use is pinned."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parents[2]
PATHS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
Job = dict[str, Any]


def load(name: str) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / f"{name}.yml").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def release() -> dict[str, Job]:
    jobs: dict[str, Job] = load("release")["jobs"]
    return jobs


def steps() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in PATHS:
        for name, job in load(path.stem)["jobs"].items():
            yield from ((f"{path.stem}/{name}", step) for step in job["steps"])


def commands(job: Job) -> str:
    return "\n".join(step.get("run", "") for step in job["steps"])


def test_there_are_eight_workflows() -> None:
    assert [path.stem for path in PATHS] == ["audit", "build", "catalog", "mutation", "pull-request-title", "release", "soundness", "upgrade"]


def test_each_action_is_pinned_by_its_commit() -> None:
    used = {step["uses"] for _, step in steps() if "uses" in step}

    assert len(used) == 6
    assert [action for action in used if not re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", action)] == []


def test_each_program_from_a_registry_has_an_exact_version() -> None:
    texts = "\n".join(step.get("run", "") for _, step in steps())

    assert "@latest" not in texts
    assert re.findall(r"--package=(\S+)", texts) == ["publib@0.2.1061"] * 2


def test_no_token_is_given_to_a_job_by_default() -> None:
    assert {path.stem: load(path.stem)["permissions"] for path in PATHS} == {path.stem: {} for path in PATHS}
    assert [name for path in PATHS for name, job in load(path.stem)["jobs"].items() if not job["permissions"]] == []


def test_a_checkout_leaves_no_token_for_the_steps_that_follow() -> None:
    assert [name for name, step in steps() if step.get("uses", "").startswith("actions/checkout@") and step["with"]["persist-credentials"]] == []


def test_the_registries_are_published_to_one_after_the_other(release: dict[str, Job]) -> None:
    """The tag comes first, so that a version belongs to one commit, and the notes come last."""
    assert {name: job.get("needs") for name, job in release.items()} == {
        "build": None,
        "tag": ["build"],
        "npm": ["build", "tag"],
        "pypi": ["build", "npm"],
        "github": ["build", "pypi"],
    }
    # A dry run has a group of its own: a group keeps only one waiting run.
    group = "release${{ inputs.dry_run && format('-{0}', github.run_id) || '' }}"
    assert load("release")["concurrency"] == {"group": group, "cancel-in-progress": False}


def test_publishing_needs_an_approval(release: dict[str, Job]) -> None:
    assert {name: job.get("environment") for name, job in release.items()} == {"build": None, "tag": "release", "npm": "npm", "pypi": "pypi", "github": None}


def test_only_a_version_without_a_tag_is_published_and_only_from_main(release: dict[str, Job]) -> None:
    condition = "github.ref == 'refs/heads/main' && needs.build.outputs.exists == 'false' && !inputs.dry_run"

    assert {job.get("if") for name, job in release.items() if name != "build"} == {condition}


def test_only_the_jobs_that_publish_can_ask_for_an_identity(release: dict[str, Job]) -> None:
    assert {name: job["permissions"] for name, job in release.items()} == {
        "build": {"contents": "read"},
        "tag": {"contents": "write"},
        "npm": {"contents": "read", "id-token": "write"},
        "pypi": {"contents": "read", "id-token": "write"},
        "github": {"contents": "write"},
    }


def test_npm_is_published_to_with_node_24(release: dict[str, Job]) -> None:
    """Its npm supports trusted publishing; npm 10, which Node.js 20 and 22 have, does not."""
    (node,) = (step["with"]["node-version"] for step in release["npm"]["steps"] if step.get("uses", "").startswith("actions/setup-node@"))
    (publish,) = (step for step in release["npm"]["steps"] if step.get("name") == "Publish")

    assert node == "24"
    assert publish["env"] == {"NPM_DIST_TAG": "latest", "NPM_CONFIG_PROVENANCE": "true", "NPM_TRUSTED_PUBLISHER": "true"}


def test_pypi_gets_attestations(release: dict[str, Job]) -> None:
    """publib signs them, unless PYPI_DISABLE_ATTESTATIONS is set."""
    (publish,) = (step for step in release["pypi"]["steps"] if step.get("name") == "Publish")

    assert publish["env"] == {"PYPI_TRUSTED_PUBLISHER": "true"}


@pytest.mark.parametrize("name", ["npm", "pypi"])
def test_what_is_published_is_what_was_tested(release: dict[str, Job], name: str) -> None:
    """The job downloads the packages, checks them, compares them with what is published, and builds nothing."""
    assert [step["name"] for step in release[name]["steps"]] == [
        "Check out",
        "Set up Node.js",
        "Set up Python",
        "Download the packages",
        "Check that they are the tested ones",
        "Compare with what is published",
        "Publish",
    ]
    assert "projen" not in commands(release[name])


def test_the_bill_of_materials_is_published_with_the_notes(release: dict[str, Job]) -> None:
    assert "--notes-file dist/changelog.md" in commands(release["github"])
    assert "dist/SHA256SUMS dist/sbom/*" in commands(release["github"])


def test_the_release_runs_all_tests() -> None:
    """TEST_PARTS, which the tests of the release use, is not set."""
    tasks = json.loads((ROOT / ".projen" / "tasks.json").read_text(encoding="utf-8"))["tasks"]
    done = [step.get("exec") or f"projen {step['spawn']}" for step in tasks["release"]["steps"]]

    assert done == [
        "rm -fr dist",
        "projen bump",
        "python3 build-tools/release.py begin",
        "projen default",
        "python3 build-tools/test.py",
        "python3 build-tools/release.py finish",
        "projen unbump",
        "git diff --ignore-space-at-eol --exit-code",
    ]
    assert [path.name for path in PATHS if "TEST_PARTS" in path.read_text(encoding="utf-8")] == []


def test_a_push_without_a_feature_or_fix_runs_no_release_task(release: dict[str, Job]) -> None:
    guarded = {step["name"]: step.get("if") for step in release["build"]["steps"] if step["name"] in ("Prepare the release", "Upload the packages")}

    assert set(guarded.values()) == {"steps.version.outputs.exists == 'false'"}


def test_all_tests_run_on_each_supported_version_of_node() -> None:
    jobs = load("build")["jobs"]
    manifest = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))

    assert jobs["test"]["strategy"]["matrix"]["node"] == ["22", "24"]
    assert manifest["engines"]["node"] == f">= {jobs['test']['strategy']['matrix']['node'][0]}.0.0"
    assert commands(jobs["test"]).strip() == ".ci/run"
    assert commands(jobs["matrix"]).strip() == "npm run matrix"
    (python,) = (step["with"]["python-version"] for step in jobs["matrix"]["steps"] if step.get("uses", "").startswith("actions/setup-python@"))
    assert sorted(python.split(), key=lambda version: int(version.split(".")[1])) == ["3.10", "3.11", "3.12", "3.13", "3.14"]


@pytest.mark.parametrize(("name", "command"), [("upgrade", "npm run upgrade"), ("catalog", "npm run catalog")])
def test_what_ages_is_refreshed_on_a_schedule(name: str, command: str) -> None:
    workflow = load(name)
    # YAML 1.1 reads the key `on` as true.
    (job,) = workflow["jobs"].values()

    assert workflow[True]["schedule"]
    assert command in commands(job)
    assert job["permissions"] == {"contents": "write", "pull-requests": "write"}
    assert "gh pr create" in commands(job)


def test_advisories_are_asked_for_on_a_schedule_and_a_registry_without_an_answer_fails() -> None:
    workflow = load("audit")
    (job,) = workflow["jobs"].values()

    assert workflow[True]["schedule"]
    assert commands(job).strip() == "npm run audit -- --strict"
    assert job["permissions"] == {"contents": "read"}


def test_titles_of_pull_requests_can_have_each_type_of_commit_that_the_history_has() -> None:
    (job,) = load("pull-request-title")["jobs"].values()

    assert {"feat", "fix", "docs", "test", "refactor", "build", "chore"} <= set(job["steps"][0]["with"]["types"].split())


def test_the_issue_forms_are_valid() -> None:
    """GitHub ignores a form without a name, a description or a body, and one whose fields have the same identifier."""
    forms = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml")) if path.name != "config.yml"]

    assert [form["name"] for form in forms] == ["AWS has changed", "Bug", "Feature"]
    for form in forms:
        fields = [field["id"] for field in form["body"]]
        assert form["description"] and len(set(fields)) == len(fields) > 1
        assert {field["type"] for field in form["body"]} <= {"textarea", "input", "dropdown"}
        assert all(field["attributes"]["label"] for field in form["body"])


def test_the_page_on_versions_has_those_of_the_package() -> None:
    page = (ROOT / "docs" / "versions.md").read_text(encoding="utf-8")
    manifest = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    peers = {name: version.removeprefix("^") for name, version in manifest["peerDependencies"].items()}

    for name, lowest in peers.items():
        assert f"| `{name}` | {lowest} | {lowest} and {manifest['devDependencies'][name]} |" in page
    assert f"| Node.js | {manifest['engines']['node'].removeprefix('>= ').removesuffix('.0.0')} | 22 and 24 |" in page
