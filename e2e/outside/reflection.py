"""Lists and reads cases with nothing but the address, the certificate and what the server says about itself."""

import os

import grpc

from mesh import Reflected

cases = Reflected("workflow", "edu-clerk", "bianzhi.workflow.v1.CaseService")
print("services:", ", ".join(cases.offered))

listed = [case.id for case in cases.call("ListCases", page_size=10).cases]
print("ListCases:", ", ".join(listed))
wanted = os.environ["SAVED_ENTRY_CASE"]
assert wanted in listed, f"{wanted} is not in the list"

case = getattr(cases.call("GetCase", id=wanted), "case")
state = case.DESCRIPTOR.fields_by_name["state"].enum_type.values_by_number[case.state].name
papers = ", ".join(paper.doc_no for paper in case.papers)
print(f"GetCase: {case.id}, {case.item}, {state}, unit {case.unit_id}, papers {papers}")
assert state == "CASE_STATE_COMPLETED" and case.unit_id == "sch" and len(case.papers) == 3
assert case.form.entry.permit, "the form can be read, too"

try:
    cases.call("GetCase", id="420800-2026-999999")
    raise AssertionError("a case that does not exist was answered")
except grpc.RpcError as error:
    assert error.code() == grpc.StatusCode.NOT_FOUND, error
    print("GetCase of one that does not exist:", error.code().name)
