"""Looks for the trace of the entry's approval among the spans that the collector took in."""

import collections
import json
import os
import time

WANTED = {"workflow", "registry", "document", "bridge", "notification"}
PARTNERS = ["finance-420800", "hr-420800", "organization-420800", "pension-420800"]
# Services hand their spans over every five seconds.
PATIENCE = 30

trace = os.environ["SAVED_TRACE"]


def spans() -> list:
    with open(os.environ["OUTSIDE_SPANS"], encoding="utf-8") as file:
        return [span for span in map(json.loads, file) if span["trace"] == trace]


def approvals(found: list) -> list:
    return [span for span in found if span["service"] == "workflow" and span["name"].endswith("/ApproveCase")]


def receipts(found: list) -> dict:
    """Spans in which bridge took a receipt in, by partner."""
    by_partner = collections.defaultdict(list)
    for span in found:
        topic = span["attributes"].get("messaging.destination.name", "")
        if span["service"] == "bridge" and ".receipt." in topic:
            by_partner[next((partner for partner in PARTNERS if partner in topic), topic)].append(span)
    return by_partner


def complete(found: list) -> bool:
    # RECEIVED, VALIDATED and APPLIED of each of the four
    return (
        WANTED <= {span["service"] for span in found}
        and len(approvals(found)) == 1
        and all(len(receipts(found)[partner]) >= 3 for partner in PARTNERS)
    )


deadline = time.monotonic() + PATIENCE
while not complete(found := spans()) and time.monotonic() < deadline:
    time.sleep(0.5)

counts = collections.Counter(span["service"] for span in found)
print(f"trace {trace}:", ", ".join(f"{service} {count}" for service, count in sorted(counts.items())), "spans")
assert set(counts) == WANTED, f"services in the trace: {sorted(counts)}"
[approval] = approvals(found)
for partner in PARTNERS:
    taken = receipts(found)[partner]
    assert len(taken) >= 3, f"{partner}: {len(taken)} receipts in the trace"
known = {span["span"] for span in found}
orphans = [span for span in found if span["parent"] not in known and span is not approval]
print(f"spans whose parent no service of ours exported: {len(orphans)} beside the approval")
last = max(span["end"] for partner in PARTNERS for span in receipts(found)[partner])
print(f"from the approval to the last of the four partners' receipts: {(last - approval['start']) / 1e6:.0f} ms")
