create table things (id uuid primary key, word text not null);
grant select, insert on things to ${service_role};
