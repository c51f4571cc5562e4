"""The simulated clock: what is due happens in order, and only then."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from datetime import datetime, timedelta

import pytest
from conftest import Cloud
from moto.core.utils import utcnow

from sagemaker_emulator.clock import Clock

SECOND = timedelta(seconds=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_it_shows_the_time_of_the_day_and_what_was_skipped(clock: Clock) -> None:
    assert abs(clock.now() - utcnow()) < SECOND
    clock.advance(3600)
    assert abs(clock.now() - utcnow() - timedelta(hours=1)) < SECOND


def test_events_happen_in_the_order_of_their_time_and_see_it(clock: Clock) -> None:
    start, seen = clock.now(), list[tuple[str, datetime]]()
    for name, seconds in (("last", 90), ("first", 10), ("also first", 10), ("not yet", 101)):
        clock.after(seconds, name, lambda name=name: seen.append((name, clock.now())))  # type: ignore[misc]
    clock.advance(100)
    assert [name for name, _ in seen] == ["first", "also first", "last"]
    assert [round((time - start).total_seconds()) for _, time in seen] == [10, 10, 90]


def test_an_event_that_an_event_schedules_happens_in_the_same_advance(clock: Clock) -> None:
    seen: list[str] = []

    def first() -> None:
        clock.after(10, "second", lambda: seen.append("second"))
        clock.after(60, "third", lambda: seen.append("third"))

    clock.after(30, "first", first)
    clock.advance(60)
    assert seen == ["second"]
    clock.advance(60)
    assert seen == ["second", "third"]


def test_the_events_of_a_key_finish_without_time(clock: Clock) -> None:
    seen: list[str] = []
    clock.after(10, "mine", lambda: clock.after(10, "mine", lambda: seen.append("mine")))
    clock.after(5, "other", lambda: seen.append("other"))
    clock.finish("mine")
    assert seen == ["mine"]
    assert abs(clock.now() - utcnow()) < SECOND
    clock.advance(30)
    assert seen == ["mine", "other"]


def test_a_cancelled_event_does_not_happen(clock: Clock) -> None:
    seen: list[str] = []
    clock.after(10, "mine", lambda: seen.append("mine"))
    clock.after(10, "other", lambda: seen.append("other"))
    clock.cancel("mine")
    clock.advance(30)
    assert seen == ["other"]


def test_each_minute_is_a_minute(clock: Clock) -> None:
    seen: list[datetime] = []
    clock.each_minute(lambda: seen.append(clock.now()))
    clock.advance(3605)
    assert len(seen) == 60
    assert {later - earlier for earlier, later in zip(seen, seen[1:], strict=False)} == {timedelta(minutes=1)}


def test_what_is_due_happens_in_real_time_too(clock: Clock) -> None:
    seen: list[str] = []
    clock.after(0, "now", lambda: seen.append("now"))
    clock.after(60, "later", lambda: seen.append("later"))
    clock.catch_up()
    assert seen == ["now"]


def test_the_route_advances_the_clock(cloud: Cloud) -> None:
    url = f"{cloud.emulator.endpoint_url}/emulator/clock"

    def post(body: bytes) -> datetime:
        with urllib.request.urlopen(urllib.request.Request(url, body)) as response:
            return datetime.fromisoformat(json.loads(response.read())["Now"])

    before = post(b"{}")
    assert timedelta(seconds=90) <= post(b'{"AdvanceSeconds": 90}') - before < timedelta(seconds=100)


@pytest.mark.parametrize(
    "body",
    [
        b'{"AdvanceSeconds": -1}',
        b'{"AdvanceSeconds": "soon"}',
        b'{"AdvanceSeconds": NaN}',
        b'{"AdvanceSeconds": 1e9}',
        b"[]",
        b"{",
    ],
)
def test_the_route_refuses_other_bodies(cloud: Cloud, body: bytes) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(urllib.request.Request(f"{cloud.emulator.endpoint_url}/emulator/clock", body))
    assert caught.value.status == 400


def test_the_route_refuses_web_pages(cloud: Cloud) -> None:
    url = f"{cloud.emulator.endpoint_url}/emulator/clock"
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(urllib.request.Request(url, b"{}", {"Origin": "https://example.com"}))
    assert caught.value.status == 403
