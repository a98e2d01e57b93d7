select count(*) from (
    select effective_on from posting group by effective_on having sum(amount) <> 0
) wrong
