-- The newest seal that came with each source's messages: what a report can name so that the source's log can be held
-- against it. Figures that a rebuild fills, or that the last one put aside, get the columns as well: either may become
-- the live ones.
alter table figures.progress add column position bigint, add column seal bytea;
alter table if exists figures_next.progress add column position bigint, add column seal bytea;
alter table if exists figures_before.progress add column position bigint, add column seal bytea;
