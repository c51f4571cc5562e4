"""A CloudFormation engine on top of moto's stack API."""
