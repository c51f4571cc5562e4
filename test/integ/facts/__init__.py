"""The facts that no source settles."""

from __future__ import annotations

from facts import access, components, deployments, models, variants

FACTS = (*variants.FACTS, *models.FACTS, *components.FACTS, *deployments.FACTS, *access.FACTS)

# What no case can ask, and why.
NOT_ASKED = {
    "Is a capacity reservation accepted with instance pools, or for a serverless variant?": "requires a training plan, which is bought for days",
    "Do asynchronous endpoints accept AWS Marketplace packages?": "requires a subscription to a product",
    "Does SSM access work without an entry in the list of allowed accounts?": "AWS adds accounts to the list on request",
    "How many components does an endpoint have, and how many adapters a base, at most?": "a quota of the account; Service Quotas shows it",
}
