"""Where the mesh is, as `e2e with-mesh` says in the environment, and services called by what they say of themselves."""

import os
import pathlib

import grpc
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

SERVICES = ["identity", "registry", "workflow", "document", "notification", "bridge"]
OPERATORS = pathlib.Path(os.environ["BIANZHI_CONTEXTS"]).parent
ROOTS = pathlib.Path(os.environ["MESH_ROOTS"])


def channel(service: str, operator: str) -> grpc.Channel:
    """A channel that shows an operator's certificate."""
    credentials = grpc.ssl_channel_credentials(
        root_certificates=ROOTS.read_bytes(),
        private_key=(OPERATORS / f"{operator}.key.pem").read_bytes(),
        certificate_chain=(OPERATORS / f"{operator}.pem").read_bytes(),
    )
    # The mesh's addresses are proxies on loopback: the certificate must name the service itself.
    return grpc.secure_channel(
        os.environ[f"MESH_{service.upper()}"], credentials, options=[("grpc.ssl_target_name_override", service)]
    )


class Reflected:
    """One gRPC service of a server, known by reflection alone."""

    def __init__(self, server: str, operator: str, name: str):
        self.channel = channel(server, operator)
        self.name = name
        database = ProtoReflectionDescriptorDatabase(self.channel)
        self.offered = sorted(database.get_services())
        assert name in self.offered, f"{name} is not offered: {self.offered}"
        self.service = DescriptorPool(database).FindServiceByName(name)

    def call(self, method: str, **fields):
        described = self.service.FindMethodByName(method)
        request, response = GetMessageClass(described.input_type), GetMessageClass(described.output_type)
        invoke = self.channel.unary_unary(
            f"/{self.name}/{method}",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=response.FromString,
        )
        return invoke(request(**fields), timeout=5)
