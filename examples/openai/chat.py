"""Asks the model a question, and prints the answer as it arrives.

    python3 chat.py $BASE_URL "What is the capital of France?"
"""

import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

from openai import OpenAI


def answer(base_url: str, token: str, question: str) -> Iterator[str]:
    """Returns the parts of the answer. The token is valid for all endpoints of its region that its credentials are allowed to invoke."""
    client = OpenAI(base_url=base_url, api_key=token)
    # The URL determines the model, so that its name can be empty.
    stream = client.chat.completions.create(model="", messages=[{"role": "user", "content": question}], stream=True)
    for chunk in stream:
        for choice in chunk.choices:
            yield choice.delta.content or ""


def main(base_url: str, question: str) -> None:
    """Generates a token from the AWS credentials of the environment, for the region of the endpoint."""
    from sagemaker.core.token_generator import generate_token

    region = str(urlsplit(base_url).hostname).split(".")[2]
    for part in answer(base_url, generate_token(region=region), question):
        print(part, end="", flush=True)
    print()


if __name__ == "__main__":
    main(*sys.argv[1:])
