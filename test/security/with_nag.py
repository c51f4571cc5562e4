"""Runs an app with the rule packs of cdk-nag: `python with_nag.py FOLDER`. The report is in the cloud assembly."""

import runpy
import sys
from typing import Any

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks

PACKS = (AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks)
synth = cdk.App.synth


def synth_with_packs(app: cdk.App, **options: Any) -> Any:
    cdk.Validations.of(app).add_plugins(*(pack(app) for pack in PACKS))
    return synth(app, **options)


cdk.App.synth = synth_with_packs  # type: ignore[assignment, method-assign]
sys.path.insert(0, sys.argv[1])
runpy.run_path(f"{sys.argv[1]}/app.py", run_name="__main__")
