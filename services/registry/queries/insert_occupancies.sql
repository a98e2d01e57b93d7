-- Open seats by their bucket's name. An unknown bucket or person drops its row, and the caller counts them.
insert into occupancy (
    occupancy_id, person_id, person_no, bucket_id, division_id, post, post_level, category, from_on, channel,
    permit_id, entry_case_id, entry_doc_no, recorded_at)
select o.occupancy_id, p.person_id, p.person_no, b.bucket_id, o.division_id, o.post, o.post_level, o.category,
    o.from_on, o.channel, o.permit_id, o.entry_case_id, o.entry_doc_no, $15
from unnest(
    $1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
    $9::text[], $10::date[], $11::text[], $12::uuid[], $13::text[], $14::text[]
) as o (
    occupancy_id, person_id, institution_id, quota_type, funding, division_id, post, post_level,
    category, from_on, channel, permit_id, entry_case_id, entry_doc_no
)
join person p on p.person_id = o.person_id
join bucket b
    on b.institution_id = o.institution_id and b.quota_type = o.quota_type and b.funding = o.funding
