-- Copies of workflow's drafts under numbers of their own, in copies of its tables (schema `floor`, made by its own
-- migrations just before), so that pgbench commits on rows of the same size and nobody else meets them.
set search_path = floor;
insert into definition select * from public.definition;
create temporary table renamed as
    select case_id as old, '999999-2026-' || lpad((row_number() over (order by case_id))::text, 6, '0') as new
    from public.case_file where state in ('DRAFT', 'DEPT_PENDING') order by case_id limit 64;
insert into case_file select (jsonb_populate_record(c, jsonb_build_object('case_id', r.new))).*
    from public.case_file c join renamed r on r.old = c.case_id;
insert into case_version
    select r.new, v.version, v.form, v.form_hash from public.case_version v join renamed r on r.old = v.case_id;
insert into material select (jsonb_populate_record(m, jsonb_build_object('case_id', r.new))).*
    from public.material m join renamed r on r.old = m.case_id;
insert into timeline select (jsonb_populate_record(t, jsonb_build_object('case_id', r.new))).*
    from public.timeline t join renamed r on r.old = t.case_id;
insert into open_case_of_person
    select o.person_index, r.new from public.open_case_of_person o join renamed r on r.old = o.case_id;
analyze case_file, case_version, definition, material, timeline;
