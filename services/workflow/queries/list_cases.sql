select c.created_at, c.case_id
from case_file c
where (
    c.unit_id = $1::text or c.department_id = $1::text or c.drafter_unit_id = $1::text
    or c.jurisdiction_id = $2::text
    or (c.jurisdiction_id = $3::text and exists (
        select from opinion o where o.case_id = c.case_id and o.department = any($4::text[])))
)
and ($6::text is null or c.state = $6)
and ($7::text is null or c.item = $7)
and (not $8::boolean
    or (c.state in ('DRAFT', 'RETURNED') and c.drafter_unit_id = $1::text)
    or (c.state in ('DEPT_PENDING', 'RETURNED') and c.department_id = $1::text)
    or (c.state in ('SUBMITTED', 'ACCEPTED') and c.jurisdiction_id = $2::text and 'desk_accept' = any($5::text[]))
    or (c.state = 'IN_REVIEW' and c.jurisdiction_id = $2::text and c.desk = any($5::text[])))
and ($9::timestamptz is null or (c.created_at, c.case_id) < ($9, $10::text))
order by c.created_at desc, c.case_id desc
limit $11
