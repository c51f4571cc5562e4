"""Resources are created after the permissions that SageMaker needs to create them, as a role is of no use before its policies are attached."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from .assembly import Assembly, Json, Template
from .references import edges_of

MODEL = "AWS::SageMaker::Model"
# What SageMaker does while it creates a model, and what CloudFormation needs while it updates an endpoint.
OF_MODELS = ("ecr:BatchGetImage", "ec2:CreateNetworkInterface", "ecr:GetAuthorizationToken")
OF_DEPLOYMENTS = ("cloudwatch:DescribeAlarms",)
# What is done only after the creation: nothing has to wait for it.
LATER = ("sagemaker:Invoke*", *OF_DEPLOYMENTS)


@dataclass(frozen=True)
class User:
    """A resource for which SageMaker assumes roles."""

    name: str
    kind: str
    roles: frozenset[str]
    # Whether an update of an endpoint looks at alarms.
    looks: bool = False


def judge(assembly: Assembly) -> list[str]:
    users = _users(assembly)
    return [f"{template.name}: {finding}" for template in assembly.templates for finding in _judge(assembly, template, users[template.name])]


def _judge(assembly: Assembly, template: Template, users: list[User]) -> Iterator[str]:
    edges = edges_of(template)
    waits = {user.name: reached(edges, user.name) for user in users}
    deployments: dict[str, list[str]] = {user.name: [] for user in users if user.looks}
    for name, policy in template.of_type("AWS::IAM::Policy"):
        roles = {identity(assembly.meaning(template, role)) for role in policy.get("Roles", [])}
        actions = actions_of(policy["PolicyDocument"])
        # What the policy itself waits for cannot wait for the policy.
        before = reached(edges, name)
        using = [user for user in users if user.roles & roles and user.name not in before]
        for user in using:
            if user.kind == MODEL and name not in waits[user.name] and _allows(actions, OF_MODELS):
                yield f"{user.name} does not wait for {name}, which has the permissions of its role"
            if user.looks and _allows(actions, OF_DEPLOYMENTS):
                deployments[user.name].append(name)
        isolated = using and not any(name in waits[user.name] for user in using) and not any(user.name in before for user in users)
        if isolated and not all(any(fnmatchcase(action, later) for later in LATER) for action in actions):
            yield f"nothing waits for {name}, which has permissions of the role of {', '.join(sorted(user.name for user in using))}"
    for user_name, policies in deployments.items():
        if policies and not set(policies) & waits[user_name]:
            yield f"{user_name} does not wait for {' or '.join(policies)}, which has the permissions of its role"


def _allows(patterns: set[str], actions: tuple[str, ...]) -> bool:
    return any(fnmatchcase(action, pattern) for action in actions for pattern in patterns)


def _users(assembly: Assembly) -> dict[str, list[User]]:
    """The resources of each template for which SageMaker assumes roles: those of models and configurations, directly or not."""
    found: dict[str, list[User]] = {template.name: [] for template in assembly.templates}
    roles: dict[str, frozenset[str]] = {}
    for kind in (MODEL, "AWS::SageMaker::EndpointConfig", "AWS::SageMaker::Endpoint", "AWS::SageMaker::InferenceComponent"):
        for template in assembly.templates:
            for name, properties in template.of_type(kind):
                own = {identity(assembly.meaning(template, properties["ExecutionRoleArn"]))} if "ExecutionRoleArn" in properties else set()
                parts = [properties, *properties.get("ProductionVariants", []), *properties.get("ShadowProductionVariants", [])]
                for part in (*parts, properties.get("Specification", {})):
                    for member in ("ModelName", "EndpointConfigName", "EndpointName"):
                        own |= roles.get(identity(assembly.meaning(template, part.get(member))), frozenset())
                roles[f"{template.name}#{name}"] = frozenset(own)
                looks = bool(properties.get("DeploymentConfig", {}).get("AutoRollbackConfiguration", {}).get("Alarms"))
                found[template.name].append(User(name, kind, frozenset(own), looks))
    return found


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
