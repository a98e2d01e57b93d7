"""Asks each service for its health, as grpc_health_probe does: the process, one of its services, an unknown name."""

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

import mesh

OFFERED = {
    "identity": "bianzhi.identity.v1.CertificateService",
    "registry": "bianzhi.registry.v1.QuotaService",
    "workflow": "bianzhi.workflow.v1.CaseService",
    "document": "bianzhi.document.v1.DocumentService",
    "notification": "bianzhi.notification.v1.NotificationService",
    "bridge": "bianzhi.bridge.v1.ReviewService",
}

for service in mesh.SERVICES:
    health = health_pb2_grpc.HealthStub(mesh.channel(service, "edu-clerk"))
    for name in ["", OFFERED[service]]:
        answer = health.Check(health_pb2.HealthCheckRequest(service=name), timeout=5)
        assert answer.status == health_pb2.HealthCheckResponse.SERVING, (service, name, answer.status)
    watched = next(iter(health.Watch(health_pb2.HealthCheckRequest(service=""), timeout=5)))
    assert watched.status == health_pb2.HealthCheckResponse.SERVING, (service, watched.status)
    try:
        health.Check(health_pb2.HealthCheckRequest(service="no.such.Service"), timeout=5)
        raise AssertionError(f"{service} is well as something that it is not")
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.NOT_FOUND, (service, error)
    print(f"{service}: SERVING, also as {OFFERED[service]}; no.such.Service: NOT_FOUND")
