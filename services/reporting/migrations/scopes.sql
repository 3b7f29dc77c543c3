-- Cells by what stands before the slash of their scope. Figures that a rebuild fills, or that the last one put aside, get
-- the index as well: either may become the live ones.
do $$
declare
    of_schema text;
begin
    for of_schema in
        select schemaname from pg_tables
            where tablename = 'cells' and schemaname in ('figures', 'figures_next', 'figures_before')
    loop
        execute format('create index cells_scope on %I.cells (split_part(scope, ''/'', 1), metric, month)', of_schema);
    end loop;
end
$$;
