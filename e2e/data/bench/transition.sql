-- What workflow sends to PostgreSQL to forward a draft and to have it handed back, statement for statement
-- (services/workflow/src/app/forward_case.rs and leave_case.rs, libs/command, libs/messaging), as pgbench runs it:
-- prepared, on copies of the same tables, with rows of the same size. Each client has four cases of its own.
-- What the service reads outside of the transaction, and the relay's work afterwards, are not in it.
\set n :client_id * 4 + random(1, 4)

-- forward
\set r random(0, 9000000000000000000)
begin;
select case_id from case_file where case_id = '999999-2026-' || lpad(:n::text, 6, '0') for update;
select c.case_id, c.item, c.sub_type, c.definition_version, c.version, c.unit_id, c.department_id, c.jurisdiction_id, c.area_code, c.drafter_id, c.drafter_unit_id, c.drafter_serial, c.submitter_id, c.submitter_unit_id, c.submitter_serial, c.state, c.desk, c.decision, c.defects, c.reason, c.change_id, c.findings, c.under_way, c.attempts, c.revision, c.created_at, c.updated_at, d.parsed -> 'clock', v.version, v.form, v.form_hash from unnest(array['999999-2026-' || lpad(:n::text, 6, '0')]) with ordinality as asked (case_id, position) join case_file c using (case_id) join definition d on d.item = c.item and d.version = c.definition_version join lateral (select version, form, form_hash from case_version where case_id = c.case_id order by version desc limit 1) v on true order by asked.position;
select case_id, kind, ticked_at from clock_tick where case_id = any(array['999999-2026-' || lpad(:n::text, 6, '0')]) order by case_id, sequence;
select case_id, operator_id, desk from desk_act where case_id = any(array['999999-2026-' || lpad(:n::text, 6, '0')]);
select o.case_id, o.department, o.required, o.verdict, o.given_at, o.seen_hash from opinion o join case_file c on c.case_id = o.case_id and c.version = o.version where o.case_id = any(array['999999-2026-' || lpad(:n::text, 6, '0')]) order by o.case_id, o.department;
select case_id, document_id, type, doc_no, content_sm3 from paper where case_id = any(array['999999-2026-' || lpad(:n::text, 6, '0')]) order by case_id, position;
insert into request (principal_id, request_id, digest, claimed_at) values ('load-01-clerk', lpad(to_hex(:r::bigint), 32, '0')::uuid, decode(repeat('5a', 32), 'hex'), '2026-03-02 01:00:00+00') on conflict do nothing;
select version, parsed from definition where item = 'entry' and (1::integer is null or version = 1) order by version desc limit 1;
select material_id, kind, media_type, size_bytes, sha256, sm3, uploader_id, uploaded_at from material where case_id = '999999-2026-' || lpad(:n::text, 6, '0') order by material_id;
update case_file set version = 1, submitter_id = null, submitter_unit_id = null, submitter_serial = null, state = 'DEPT_PENDING', desk = null, decision = null, defects = '{}', reason = null, change_id = null, findings = '[]', under_way = null, attempts = 0, revision = revision + 1, updated_at = '2026-03-02 01:00:00+00' where case_id = '999999-2026-' || lpad(:n::text, 6, '0');
insert into case_version (case_id, version, form, form_hash) values ('999999-2026-' || lpad(:n::text, 6, '0'), 1, decode(repeat('5a', 800), 'hex'), repeat('5a', 32)) on conflict (case_id, version) do update set form = excluded.form, form_hash = excluded.form_hash where case_version.form_hash <> excluded.form_hash;
select sequence, hash from timeline where case_id = '999999-2026-' || lpad(:n::text, 6, '0') order by sequence desc limit 1 \gset
insert into timeline (case_id, sequence, happened_at, step, state, operator_id, unit_id, certificate_serial, service, basis, seen_hash, previous_hash, hash, trace_id) values ('999999-2026-' || lpad(:n::text, 6, '0'), :sequence + 1, '2026-03-02 01:00:00+00', 'FORWARDED', 'DEPT_PENDING', 'load-01-clerk', 'load-01', '5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A', '', '', repeat('5a', 32), repeat('5a', 32), repeat('5a', 32), repeat('5a', 16));
insert into outbox (id, aggregatetype, aggregateid, type, payload, topic, mode, dataschema, occurred_at, recorded_at, sequence, extensions, traceparent) values (gen_random_uuid(), 'case', '999999-2026-' || lpad(:n::text, 6, '0'), 'cn.bianzhi.case.forwarded.v1', decode(repeat('5a', 160), 'hex'), 'workflow.v1', 'binary', 'bianzhi.workflow.v1.CaseForwarded', '2026-03-02 01:00:00+00', '2026-03-02 01:00:00+00', null, '{}', '00-5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a-5a5a5a5a5a5a5a5a-01');
select material_id, kind, media_type, size_bytes, sha256, sm3, uploader_id, uploaded_at from material where case_id = '999999-2026-' || lpad(:n::text, 6, '0') order by material_id;
update request set answer = jsonb_build_object('done', jsonb_build_object('snapshot', repeat('5a', 2200), 'outcome', null)), answered_at = '2026-03-02 01:00:00+00' where principal_id = 'load-01-clerk' and request_id = lpad(to_hex(:r::bigint), 32, '0')::uuid and answer is null;
commit;

-- hand back
\set r random(0, 9000000000000000000)
begin;
select case_id from case_file where case_id = '999999-2026-' || lpad(:n::text, 6, '0') for update;
select c.case_id, c.item, c.sub_type, c.definition_version, c.version, c.unit_id, c.department_id, c.jurisdiction_id, c.area_code, c.drafter_id, c.drafter_unit_id, c.drafter_serial, c.submitter_id, c.submitter_unit_id, c.submitter_serial, c.state, c.desk, c.decision, c.defects, c.reason, c.change_id, c.findings, c.under_way, c.attempts, c.revision, c.created_at, c.updated_at, d.parsed -> 'clock', v.version, v.form, v.form_hash from unnest(array['999999-2026-' || lpad(:n::text, 6, '0')]) with ordinality as asked (case_id, position) join case_file c using (case_id) join definition d on d.item = c.item and d.version = c.definition_version join lateral (select version, form, form_hash from case_version where case_id = c.case_id order by version desc limit 1) v on true order by asked.position;
select case_id, kind, ticked_at from clock_tick where case_id = any(array['999999-2026-' || lpad(:n::text, 6, '0')]) order by case_id, sequence;
select case_id, operator_id, desk from desk_act where case_id = any(array['999999-2026-' || lpad(:n::text, 6, '0')]);
select o.case_id, o.department, o.required, o.verdict, o.given_at, o.seen_hash from opinion o join case_file c on c.case_id = o.case_id and c.version = o.version where o.case_id = any(array['999999-2026-' || lpad(:n::text, 6, '0')]) order by o.case_id, o.department;
select case_id, document_id, type, doc_no, content_sm3 from paper where case_id = any(array['999999-2026-' || lpad(:n::text, 6, '0')]) order by case_id, position;
insert into request (principal_id, request_id, digest, claimed_at) values ('edu-clerk', lpad(to_hex(:r::bigint), 32, '0')::uuid, decode(repeat('5a', 32), 'hex'), '2026-03-02 01:00:00+00') on conflict do nothing;
select version, parsed from definition where item = 'entry' and (1::integer is null or version = 1) order by version desc limit 1;
update case_file set version = 1, submitter_id = null, submitter_unit_id = null, submitter_serial = null, state = 'DRAFT', desk = null, decision = null, defects = '{请补充岗位说明}', reason = null, change_id = null, findings = '[]', under_way = null, attempts = 0, revision = revision + 1, updated_at = '2026-03-02 01:00:00+00' where case_id = '999999-2026-' || lpad(:n::text, 6, '0');
insert into case_version (case_id, version, form, form_hash) values ('999999-2026-' || lpad(:n::text, 6, '0'), 1, decode(repeat('5a', 800), 'hex'), repeat('5a', 32)) on conflict (case_id, version) do update set form = excluded.form, form_hash = excluded.form_hash where case_version.form_hash <> excluded.form_hash;
select sequence, hash from timeline where case_id = '999999-2026-' || lpad(:n::text, 6, '0') order by sequence desc limit 1 \gset
insert into timeline (case_id, sequence, happened_at, step, state, operator_id, unit_id, certificate_serial, service, basis, seen_hash, previous_hash, hash, trace_id) values ('999999-2026-' || lpad(:n::text, 6, '0'), :sequence + 1, '2026-03-02 01:00:00+00', 'HANDED_BACK', 'DRAFT', 'edu-clerk', 'edu', '5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A', '', '', repeat('5a', 32), repeat('5a', 32), repeat('5a', 32), repeat('5a', 16));
insert into outbox (id, aggregatetype, aggregateid, type, payload, topic, mode, dataschema, occurred_at, recorded_at, sequence, extensions, traceparent) values (gen_random_uuid(), 'case', '999999-2026-' || lpad(:n::text, 6, '0'), 'cn.bianzhi.case.returned.v1', decode(repeat('5a', 160), 'hex'), 'workflow.v1', 'binary', 'bianzhi.workflow.v1.CaseReturned', '2026-03-02 01:00:00+00', '2026-03-02 01:00:00+00', null, '{}', '00-5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a-5a5a5a5a5a5a5a5a-01');
select material_id, kind, media_type, size_bytes, sha256, sm3, uploader_id, uploaded_at from material where case_id = '999999-2026-' || lpad(:n::text, 6, '0') order by material_id;
update request set answer = jsonb_build_object('done', jsonb_build_object('snapshot', repeat('5a', 2200), 'outcome', null)), answered_at = '2026-03-02 01:00:00+00' where principal_id = 'edu-clerk' and request_id = lpad(to_hex(:r::bigint), 32, '0')::uuid and answer is null;
commit;
