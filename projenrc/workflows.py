"""The workflows of GitHub Actions."""

from typing import Any

from projen import YamlFile
from projen.awscdk import AwsCdkConstructLibrary

from projenrc.versions import NODES, PUBLIB

# Pinned by commit. The comment in the generated file would be lost, so the version is here.
CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1"  # v7.0.1
SETUP_NODE = "actions/setup-node@2028fbc5c25fe9cf00d9f06a71cc4710d4507903"  # v6.0.0
SETUP_PYTHON = "actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97"  # v7.0.0
UPLOAD = "actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a"
DOWNLOAD = "actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c"
PULL_REQUEST_TITLE = "amannn/action-semantic-pull-request@48f256284bd46cdaab1048c3721360e808335d50"

# The types of Conventional Commits that this repository uses.
COMMIT_TYPES = ["feat", "fix", "docs", "test", "refactor", "perf", "style", "build", "ci", "chore", "revert"]

# Where the commands of the project run: the lowest version of Python that they support is 3.10.
PYTHON = "3.12"

BOT = {
    "GIT_AUTHOR_NAME": "github-actions[bot]",
    "GIT_AUTHOR_EMAIL": "41898282+github-actions[bot]@users.noreply.github.com",
    "GIT_COMMITTER_NAME": "github-actions[bot]",
    "GIT_COMMITTER_EMAIL": "41898282+github-actions[bot]@users.noreply.github.com",
}

# Only the run of a push to main publishes, and only a version that has no tag: docs/releasing.md.
RELEASES = "github.ref == 'refs/heads/main' && needs.build.outputs.exists == 'false' && !inputs.dry_run"

NEW = "steps.version.outputs.exists == 'false'"


def configure(project: AwsCdkConstructLibrary) -> None:
    for name, workflow in WORKFLOWS.items():
        # Does not wrap lines, because a wrapped command is hard to read.
        YamlFile(project, f".github/workflows/{name}.yml", obj={"name": name, **workflow}, line_width=0)


def setup(node: str, *, python: str = PYTHON) -> list[dict[str, Any]]:
    return [
        {"name": "Set up Node.js", "uses": SETUP_NODE, "with": {"node-version": node, "package-manager-cache": False}},
        {"name": "Set up Python", "uses": SETUP_PYTHON, "with": {"python-version": python}},
    ]


def checkout(**options: Any) -> dict[str, Any]:
    return {"name": "Check out", "uses": CHECKOUT, "with": {"persist-credentials": False, **options}}


def job(steps: list[dict[str, Any]], *, permissions: dict[str, str] | None = None, minutes: int = 15, **options: Any) -> dict[str, Any]:
    return {"runs-on": "ubuntu-latest", "timeout-minutes": minutes, "permissions": permissions or {"contents": "read"}, **options, "steps": steps}


def packages() -> list[dict[str, Any]]:
    """Downloads the packages that the job `build` has tested, and checks them."""
    return [
        {"name": "Download the packages", "uses": DOWNLOAD, "with": {"name": "packages", "path": "dist"}},
        {"name": "Check that they are the tested ones", "run": "cd dist && sha256sum --check --strict SHA256SUMS"},
    ]


def publish(registry: str, needs: list[str], node: str, env: dict[str, str]) -> dict[str, Any]:
    return job(
        [
            checkout(),
            *setup(node),
            *packages(),
            {"name": "Compare with what is published", "run": f"python3 build-tools/release.py compare {registry}"},
            {"name": "Publish", "env": env, "run": f"npx --yes --package=publib@{PUBLIB} publib-{registry}"},
        ],
        needs=needs,
        environment=registry,
        # Publishing without a secret, and the provenance, are based on this token.
        permissions={"contents": "read", "id-token": "write"},
        **{"if": RELEASES},
    )


def pull_request(branch: str, title: str, text: str) -> dict[str, Any]:
    """Opens a pull request with what the steps before have changed, or updates the one that is open."""
    return {
        "name": "Open a pull request",
        "env": {**BOT, "GH_TOKEN": "${{ secrets.GITHUB_TOKEN }}", "BRANCH": branch, "TITLE": title, "BODY": text},
        "run": "\n".join(
            [
                'if [ -z "$(git status --porcelain)" ]; then echo "nothing has changed"; exit 0; fi',
                'git checkout -B "$BRANCH"',
                "git add --all",
                'git commit --message "$TITLE"',
                'git push --force "https://x-access-token:$GH_TOKEN@${GITHUB_SERVER_URL#https://}/$GITHUB_REPOSITORY.git" "$BRANCH"',
                'gh pr view "$BRANCH" --json state --jq .state | grep -q OPEN || gh pr create --head "$BRANCH" --title "$TITLE" --body "$BODY"',
            ]
        ),
    }


def scheduled(cron: str, steps: list[dict[str, Any]]) -> dict[str, Any]:
    permissions = {"contents": "write", "pull-requests": "write"}
    return {
        "on": {"schedule": [{"cron": cron}], "workflow_dispatch": {}},
        "permissions": {},
        "jobs": {"update": job([checkout(), *setup(NODES[0]), *steps], permissions=permissions, minutes=60)},
    }


BUILD = {
    "on": {"pull_request": {}, "merge_group": {}, "workflow_dispatch": {}},
    "permissions": {},
    "concurrency": {"group": "${{ github.workflow }}-${{ github.ref }}", "cancel-in-progress": True},
    "jobs": {
        "test": job(
            [checkout(), *setup("${{ matrix.node }}"), {"name": "Run all tests", "run": ".ci/run"}],
            strategy={"fail-fast": False, "matrix": {"node": list(NODES)}},
            minutes=90,
            env={"CI": "true"},
        ),
        "matrix": job(
            [
                checkout(),
                # The last one is the default, and the command finds the others.
                {"name": "Set up Python", "uses": SETUP_PYTHON, "with": {"python-version": "3.10\n3.11\n3.13\n3.14\n3.12\n"}},
                {"name": "Set up Node.js", "uses": SETUP_NODE, "with": {"node-version": NODES[0], "package-manager-cache": False}},
                {"name": "Synthesize the examples with each version", "run": "npm run matrix"},
            ],
            minutes=60,
            env={"CI": "true"},
        ),
    },
}

RELEASE = {
    "run-name": "${{ inputs.dry_run && 'release (dry run)' || 'release' }}",
    "on": {
        "push": {"branches": ["main"]},
        "workflow_dispatch": {"inputs": {"dry_run": {"description": "Build and test the packages without publishing them", "type": "boolean", "default": True}}},
    },
    "permissions": {},
    # One at a time, and never canceled: a version must not be left half published. A dry run publishes nothing, and would replace a release that waits.
    "concurrency": {"group": "release${{ inputs.dry_run && format('-{0}', github.run_id) || '' }}", "cancel-in-progress": False},
    "jobs": {
        "build": job(
            [
                checkout(**{"fetch-depth": 0}),
                *setup(NODES[0]),
                {"name": "Install", "run": "npm ci && python3 build-tools/toolchain.py tools"},
                # A push without a feature or fix has the version of the last tag.
                {
                    "name": "Find out whether there is something to release",
                    "id": "version",
                    "run": "npx projen bump\npython3 build-tools/release.py exists >> $GITHUB_OUTPUT\nnpx projen unbump",
                },
                {"name": "Prepare the release", "if": NEW, "run": "npx projen release"},
                {"name": "Upload the packages", "if": NEW, "uses": UPLOAD, "with": {"name": "packages", "path": "dist", "if-no-files-found": "error"}},
            ],
            minutes=120,
            env={"CI": "true"},
            outputs={"exists": "${{ steps.version.outputs.exists }}"},
        ),
        # Comes before the packages: from here on, the version belongs to this commit, and a later run takes the next version.
        "tag": job(
            [
                *packages(),
                {
                    "name": "Tag the commit",
                    "env": {"GH_TOKEN": "${{ secrets.GITHUB_TOKEN }}"},
                    "run": 'gh api "repos/$GITHUB_REPOSITORY/git/refs" --raw-field "ref=refs/tags/$(cat dist/releasetag.txt)" --raw-field "sha=$GITHUB_SHA"',
                },
            ],
            needs=["build"],
            environment="release",
            permissions={"contents": "write"},
            **{"if": RELEASES},
        ),
        # Node.js 24 has npm 11, which trusted publishing requires (11.5.1).
        "npm": publish("npm", ["build", "tag"], "24", {"NPM_DIST_TAG": "latest", "NPM_CONFIG_PROVENANCE": "true", "NPM_TRUSTED_PUBLISHER": "true"}),
        "pypi": publish("pypi", ["build", "npm"], "24", {"PYPI_TRUSTED_PUBLISHER": "true"}),
        "github": job(
            [
                *packages(),
                {
                    "name": "Publish the release notes and the bill of materials",
                    "env": {"GH_TOKEN": "${{ secrets.GITHUB_TOKEN }}"},
                    "run": "\n".join(
                        [
                            "tag=$(cat dist/releasetag.txt)",
                            'gh release view "$tag" --repo "$GITHUB_REPOSITORY" ||',
                            '  gh release create "$tag" --repo "$GITHUB_REPOSITORY" --verify-tag --title "$tag" --notes-file dist/changelog.md',
                            'gh release upload "$tag" --repo "$GITHUB_REPOSITORY" --clobber dist/SHA256SUMS dist/sbom/*',
                        ]
                    ),
                },
            ],
            needs=["build", "pypi"],
            permissions={"contents": "write"},
            **{"if": RELEASES},
        ),
    },
}

TITLE = {
    "on": {"pull_request_target": {"types": ["opened", "edited", "reopened", "synchronize"]}},
    "permissions": {},
    "jobs": {
        "title": job(
            [
                {
                    "name": "Check the title",
                    "uses": PULL_REQUEST_TITLE,
                    "env": {"GITHUB_TOKEN": "${{ secrets.GITHUB_TOKEN }}"},
                    "with": {"types": "\n".join(COMMIT_TYPES), "requireScope": False},
                }
            ],
            permissions={"pull-requests": "read"},
        )
    },
}

UPGRADE = scheduled(
    "0 6 * * 1",
    [
        {"name": "Upgrade", "run": "npm run upgrade"},
        pull_request("upgrade", "chore: upgrade dependencies", "What `npm run upgrade` changed. Close and reopen this pull request to start its checks."),
    ],
)

CATALOG = scheduled(
    "0 6 * * 3",
    [
        {"name": "Refresh", "run": "npm run catalog"},
        {"name": "Build what is generated", "run": "npm run build"},
        pull_request(
            "catalog", "feat: refresh the catalog of AWS images", "What `npm run catalog` changed. Add a line to CHANGELOG.md. Close and reopen this pull request to start its checks."
        ),
    ],
)

# Fails if there is an advisory without a justification, and if a registry does not answer.
AUDIT = {
    "on": {"schedule": [{"cron": "0 6 * * 2"}], "workflow_dispatch": {}},
    "permissions": {},
    "jobs": {"audit": job([checkout(), *setup(NODES[0]), {"name": "Ask for advisories", "run": "npm run audit -- --strict"}], minutes=30)},
}

# A sample each week, so that all mutants have been tried after some time. Fails below the goal, and has each survivor in the log.
MUTATION = {
    "on": {"schedule": [{"cron": "0 4 * * 6"}], "workflow_dispatch": {}},
    "permissions": {},
    "jobs": {
        "mutation": job(
            [
                checkout(),
                *setup(NODES[0]),
                {"name": "Try a sample of mutants", "run": "npm run mutation -- --sample 1500 --minutes 150 --workers 2"},
                {"name": "Upload the figures", "if": "always()", "uses": UPLOAD, "with": {"name": "mutation", "path": "test-reports/quality/mutation.json"}},
            ],
            minutes=200,
            env={"CI": "true"},
        )
    },
}

# Other random apps each week, with all judges. The number of the run is the seed, so that it can be repeated.
SOUNDNESS = {
    "on": {"schedule": [{"cron": "0 4 * * 0"}], "workflow_dispatch": {}},
    "permissions": {},
    "jobs": {
        "soundness": job(
            [
                checkout(),
                *setup(NODES[0]),
                {"name": "Judge random apps", "run": "npm run soundness -- --apps 5000 --seed ${{ github.run_number }}"},
                {"name": "Upload the figures", "if": "always()", "uses": UPLOAD, "with": {"name": "soundness", "path": "test-reports/quality/soundness.json"}},
            ],
            minutes=300,
            env={"CI": "true"},
        )
    },
}

WORKFLOWS: dict[str, dict[str, Any]] = {
    "build": BUILD,
    "release": RELEASE,
    "pull-request-title": TITLE,
    "upgrade": UPGRADE,
    "catalog": CATALOG,
    "audit": AUDIT,
    "mutation": MUTATION,
    "soundness": SOUNDNESS,
}
