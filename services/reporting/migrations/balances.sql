-- What stocks came to over each financial year and each quarter, by the number that its negative takes away again: whoever
-- came and went within one leaves nothing to read. A report reads whole years, then quarters, then cells of months. Years
-- and quarters begin at `first`; month 3 of a year is April. Figures that a rebuild fills, or that the last one put aside,
-- get the table as well: either may become the live ones. What became known later is found by its scope, too.
do $$
declare
    of_schema text;
begin
    for of_schema in
        select schemaname from pg_tables
            where tablename = 'cells' and schemaname in ('figures', 'figures_next', 'figures_before')
    loop
        execute format($make$
            create table %1$I.balances (
                metric text not null,
                scope  text not null,
                months int not null,
                first  int not null,
                number int not null,
                times  bigint not null,
                primary key (metric, scope, months, first, number)
            );
            create index balances_scope on %1$I.balances (split_part(scope, '/', 1), metric, months, first)
                where times <> 0;
            insert into %1$I.balances (metric, scope, months, first, number, times)
            select metric, scope, months, month - (month + 9) %% months, abs(number), sum(signed)
                from %1$I.cells, (values (3), (12)) as block(months),
                    lateral (select case when number < 0 then -times else times end) as what(signed)
                where metric in (
                    'still-waiting', 'still-waiting-first-session', 'still-waiting-second-contact', 'still-waiting-plan',
                    'still-waiting-care-in-place', 'waiting-list', 'open-referrals', 'caseload', 'support-past-its-end'
                )
                group by 1, 2, 3, 4, 5 having sum(signed) <> 0;
            grant select, insert, update, delete on %1$I.balances to ${service_role};
            create index ledger_later_of_scope on %1$I.ledger (split_part(scope, '/', 1), month, known_on)
        $make$, of_schema);
    end loop;
end
$$;
-- It goes by what it is made of: figures that a rebuild made call it by another name.
do $$
declare
    old regclass;
begin
    for old in
        select indexrelid::regclass from pg_index join pg_class on pg_class.oid = indrelid
            where relname = 'ledger' and relnamespace::regnamespace::text in ('figures', 'figures_next', 'figures_before')
                and pg_get_indexdef(indexrelid) like '%(month, known_on)'
    loop
        execute format('drop index %s', old);
    end loop;
end
$$;
