"""What a dashboard shows."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from deploying import Example


@dataclass(frozen=True)
class Dashboard:
    """The body of a dashboard."""

    body: Any

    @classmethod
    def of(cls, example: Example) -> Dashboard:
        name = example.only("AWS::CloudWatch::Dashboard")
        assert f"{example.stack}-Endpoint" in name
        return cls(json.loads(example.client("cloudwatch").get_dashboard(DashboardName=name)["DashboardBody"]))

    def texts(self) -> list[str]:
        return [item["properties"]["markdown"] for item in self.body["widgets"] if item["type"] == "text"]

    def alarms(self) -> list[str]:
        """The ARNs of the alarms whose states are shown."""
        (states,) = (item["properties"]["alarms"] for item in self.body["widgets"] if item["type"] == "alarm")
        return list(states)

    def graphs(self) -> dict[str, Any]:
        """The graphs by their titles."""
        graphs = [item["properties"] for item in self.body["widgets"] if item["type"] == "metric"]
        by_title = {graph["title"]: graph for graph in graphs}
        assert len(by_title) == len(graphs)
        return by_title

    def lines(self) -> dict[str, dict[str, float]]:
        """The values of the horizontal lines of graphs by what is written at them."""
        found = {title: graph.get("annotations", {}).get("horizontal", []) for title, graph in self.graphs().items()}
        return {title: {line["label"]: line["value"] for line in lines} for title, lines in found.items() if lines}

    def endpoints(self) -> set[str]:
        """The endpoints whose metrics are shown."""
        rows = [row for graph in self.graphs().values() for row in graph["metrics"] if isinstance(row[0], str)]
        return {row[row.index("EndpointName") + 1] for row in rows}

    def unknown_ids(self) -> list[tuple[str, str]]:
        """What expressions use and their graphs do not define, or define twice, by title."""
        wrong = []
        for title, graph in self.graphs().items():
            options = [row[-1] for row in graph["metrics"] if isinstance(row[-1], dict)]
            defined = [item["id"] for item in options if "id" in item]
            used = [name for item in options for name in re.findall(r"\b[a-z]\w*", item.get("expression", ""))]
            wrong += [(title, name) for name in used if defined.count(name) != 1]
        return wrong
