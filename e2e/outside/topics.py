"""A partner's own client: reads what it is told, and is refused what others are told and what is not its to say."""

import json
import os
import pathlib

from confluent_kafka import Consumer, KafkaError, Producer

PARTNER, OTHER = "hr-420800", "finance-420800"


def settings() -> dict:
    folder = pathlib.Path(os.environ["MESH_FOLDER"]) / "partners"
    return {
        "bootstrap.servers": os.environ["MESH_BROKERS"],
        "security.protocol": "ssl",
        "ssl.ca.location": os.environ["MESH_ROOTS"],
        "ssl.certificate.location": str(folder / f"{PARTNER}.pem"),
        "ssl.key.location": str(folder / f"{PARTNER}.key.pem"),
        "log_level": 2,
    }


def consumer(group: str) -> Consumer:
    return Consumer(settings() | {"group.id": group, "auto.offset.reset": "earliest", "enable.auto.commit": False})


def first_error(client: Consumer) -> KafkaError:
    for _ in range(20):
        message = client.poll(1.0)
        if message is not None and message.error():
            return message.error()
        assert message is None, "something was read that is not this partner's"
    raise AssertionError("neither an answer nor a refusal came in 20 s")


def own_facts() -> None:
    client = consumer(f"{PARTNER}.outside")
    client.subscribe([f"bianzhi.dev.{PARTNER}.facts.v1"])
    told = []
    while len(told) < 2:
        message = client.poll(20.0)
        assert message is not None, f"only {told} came"
        assert not message.error(), message.error()
        event = json.loads(message.value())
        assert event["specversion"] == "1.0" and dict(message.headers())["content-type"].startswith(
            b"application/cloudevents+json"
        )
        told.append((event["type"], event["subject"], str(event["sequence"])))
    client.close()
    assert [place for _, _, place in told] == ["1", "2"], told
    for kind, subject, place in told:
        print(f"{PARTNER} reads fact {place}: {kind} of {subject}")


def refused() -> None:
    stranger = consumer(f"{PARTNER}.outside")
    stranger.subscribe([f"bianzhi.dev.{OTHER}.facts.v1"])
    error = first_error(stranger)
    assert error.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED, error
    print(f"{PARTNER} reads what {OTHER} is told: {error.name()}")
    stranger.close()

    inside = consumer(f"{PARTNER}.outside")
    inside.subscribe(["bianzhi.dev.registry.v1"])
    error = first_error(inside)
    assert error.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED, error
    print(f"{PARTNER} reads the registry's own topic: {error.name()}")
    inside.close()

    intruder = consumer(f"{OTHER}.system")
    intruder.subscribe([f"bianzhi.dev.{PARTNER}.facts.v1"])
    error = first_error(intruder)
    assert error.code() == KafkaError.GROUP_AUTHORIZATION_FAILED, error
    print(f"{PARTNER} joins the group of {OTHER}: {error.name()}")
    intruder.close()

    outcome = []
    producer = Producer(settings())
    for topic in [f"bianzhi.dev.{PARTNER}.facts.v1", f"bianzhi.dev.{OTHER}.receipt.v1"]:
        producer.produce(topic, b"{}", callback=lambda error, message: outcome.append((message.topic(), error)))
    producer.flush(20)
    for topic, error in outcome:
        assert error is not None and error.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED, (topic, error)
        print(f"{PARTNER} writes to {topic}: {error.name()}")
    assert len(outcome) == 2, outcome


own_facts()
refused()
