"""Stands in for an OpenTelemetry collector: takes spans over OTLP/gRPC and keeps each as a line of JSON.

    collector.py FILE     prints its port, then serves until it is ended
"""

import json
import sys
from concurrent import futures

import grpc
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc


def attributes(pairs) -> dict:
    return {pair.key: getattr(pair.value, pair.value.WhichOneof("value") or "string_value") for pair in pairs}


class Collector(trace_service_pb2_grpc.TraceServiceServicer):
    def __init__(self, path: str):
        self.file = open(path, "w", buffering=1, encoding="utf-8")

    def Export(self, request, context):
        for resource in request.resource_spans:
            service = attributes(resource.resource.attributes).get("service.name", "")
            for scope in resource.scope_spans:
                for span in scope.spans:
                    line = {
                        "service": service,
                        "trace": span.trace_id.hex(),
                        "span": span.span_id.hex(),
                        "parent": span.parent_span_id.hex(),
                        "name": span.name,
                        "kind": span.kind,
                        "start": span.start_time_unix_nano,
                        "end": span.end_time_unix_nano,
                        "attributes": {key: str(value) for key, value in attributes(span.attributes).items()},
                    }
                    self.file.write(json.dumps(line, ensure_ascii=False) + "\n")
        return trace_service_pb2.ExportTraceServiceResponse()


# One worker: lines of two exports never mix.
server = grpc.server(futures.ThreadPoolExecutor(max_workers=1))
trace_service_pb2_grpc.add_TraceServiceServicer_to_server(Collector(sys.argv[1]), server)
print(server.add_insecure_port("127.0.0.1:0"), flush=True)
server.start()
server.wait_for_termination()
