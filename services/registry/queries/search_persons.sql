-- Persons by index of the citizen ID ($1), exact name ($2) and institution ($3), among those with a seat in
-- view ($4 to $8), by name and id, after the person $9.
select p.person_id, p.id_number_sealed, p.name, p.sex, p.birth_on, p.ethnicity, p.education,
    p.political_status, p.retirement_class
from person p
where ($1::bytea is null or p.id_number_index = $1)
    and ($2::text is null or p.name = $2)
    and exists (
        select from occupancy o
        join bucket b using (bucket_id)
        join institution_in_view($4, $5, $6, $7, $8) v on v.institution_id = b.institution_id
        where o.person_id = p.person_id and ($3::text is null or b.institution_id = $3))
    and ($9::uuid is null
        or (p.name, p.person_id) > (select last.name, last.person_id from person last where last.person_id = $9))
order by p.name, p.person_id
limit $10
