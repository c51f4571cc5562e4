"""Resources are created after the permissions that SageMaker needs to create them, as a role is of no use before its policies are attached."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase

from .assembly import Assembly, Json, Template
from .references import edges_of

# What SageMaker does while it creates a model, and what CloudFormation needs while it updates an endpoint.
OF_MODELS = ("ecr:BatchGetImage", "ec2:CreateNetworkInterface", "ecr:GetAuthorizationToken")
OF_DEPLOYMENTS = ("cloudwatch:DescribeAlarms",)
# What is done only after the creation: nothing has to wait for it.
LATER = ("sagemaker:Invoke*", *OF_DEPLOYMENTS)


def judge(assembly: Assembly) -> list[str]:
    return [f"{template.name}: {finding}" for template in assembly.templates for finding in _judge(assembly, template)]


def _judge(assembly: Assembly, template: Template) -> Iterator[str]:
    edges = edges_of(template)
    policies = [
        (name, identity(assembly.meaning(template, role)), actions_of(policy["PolicyDocument"]))
        for name, policy in template.of_type("AWS::IAM::Policy")
        for role in policy.get("Roles", [])
    ]
    users = list(_users(assembly, template))
    for name, role, actions in policies:
        using = [(user, kind) for user, kind, roles in users if role in roles]
        # What the policy itself waits for cannot wait for the policy.
        before = reached(edges, name)
        waiting = {user for user, _ in using if name in reached(edges, user)}
        late = [user for user, kind in using if user not in waiting and user not in before and _concerns(kind, actions)]
        yield from (f"{user} does not wait for {name}, which has the permissions of its role" for user in late)
        if using and not waiting and not {user for user, _ in using} & before and any(not _is_later(action) for action in actions):
            yield f"nothing waits for {name}, which has permissions of the role of {', '.join(sorted({user for user, _ in using}))}"


def _concerns(kind: str, actions: set[str]) -> bool:
    needed = OF_MODELS if kind == "AWS::SageMaker::Model" else OF_DEPLOYMENTS if kind == "AWS::SageMaker::Endpoint" else ()
    return any(fnmatchcase(action, pattern) for action in needed for pattern in actions)


def _is_later(action: str) -> bool:
    return any(fnmatchcase(action, pattern) for pattern in LATER)


def _users(assembly: Assembly, template: Template) -> Iterator[tuple[str, str, set[str]]]:
    """The resources of a template, with their type and the roles that SageMaker assumes for them."""
    roles: dict[str, set[str]] = {}
    for kind in ("AWS::SageMaker::Model", "AWS::SageMaker::EndpointConfig"):
        for other in assembly.templates:
            for name, properties in other.of_type(kind):
                own = {identity(assembly.meaning(other, properties["ExecutionRoleArn"]))} if "ExecutionRoleArn" in properties else set()
                for variant in (*properties.get("ProductionVariants", []), *properties.get("ShadowProductionVariants", [])):
                    own |= roles.get(identity(assembly.meaning(other, variant.get("ModelName"))), set())
                roles[f"{other.name}#{name}"] = own
                if other is template:
                    yield name, kind, own
    for name, properties in template.of_type("AWS::SageMaker::Endpoint"):
        alarms = properties.get("DeploymentConfig", {}).get("AutoRollbackConfiguration", {}).get("Alarms")
        config = identity(assembly.meaning(template, properties["EndpointConfigName"]))
        if alarms:
            yield name, "AWS::SageMaker::Endpoint", roles.get(config, set())


def identity(value: Json) -> str:
    """What a reference means: a resource, or the name at the end of an ARN."""
    if isinstance(value, dict) and len(value) == 1:
        ((function, argument),) = value.items()
        if function == "Ref":
            return str(argument)
        if function == "Fn::GetAtt":
            return str(argument[0])
        if function == "Fn::Join" and isinstance(argument[1], list) and argument[1]:
            return identity(argument[1][-1])
    return value.rsplit("/", 1)[-1] if isinstance(value, str) else json.dumps(value, sort_keys=True)


def actions_of(document: Json) -> set[str]:
    """The actions that a document allows."""
    return {
        action
        for statement in document["Statement"]
        if statement.get("Effect", "Allow") == "Allow"
        for action in ([statement["Action"]] if isinstance(statement.get("Action"), str) else statement.get("Action", []))
        if isinstance(action, str)
    }


def reached(edges: dict[str, set[str]], start: str) -> set[str]:
    """The resources that a resource waits for, directly or not."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for other in edges.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found
