"""Waiting for what comes later: objects in buckets and messages of topics."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from sagemaker_emulator import Emulator


def arrived(look: Callable[[], Any]) -> Any:
    """What look finds, as soon as that is anything."""
    for _ in range(500):
        found = look()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("it never came")


def written(emulator: Emulator, address: str) -> Any:
    """The object, as soon as it is there."""
    bucket, _, key = address.removeprefix("s3://").partition("/")
    s3 = emulator.client("s3")
    arrived(lambda: s3.list_objects_v2(Bucket=bucket, Prefix=key).get("Contents"))
    return s3.get_object(Bucket=bucket, Key=key)


def subscribed(emulator: Emulator, topic_arn: str) -> str:
    """The URL of a new queue that gets the messages of a topic."""
    sqs = emulator.client("sqs")
    queue = str(sqs.create_queue(QueueName=topic_arn.rsplit(":", 1)[1])["QueueUrl"])
    queue_arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    raw = {"RawMessageDelivery": "true"}
    emulator.client("sns").subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=queue_arn, Attributes=raw)
    return queue


def told(emulator: Emulator, queue: str) -> Any:
    """The first message of the queue, as soon as it is there."""
    messages = arrived(lambda: emulator.client("sqs").receive_message(QueueUrl=queue).get("Messages"))
    return json.loads(messages[0]["Body"])
