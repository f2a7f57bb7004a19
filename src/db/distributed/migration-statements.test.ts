import { expect, test } from "vitest";
import { readMigrations } from "../migrate.ts";
import { asCitusTakes, kindOf, refusalOf, statementsOf } from "./migration-statements.ts";

test("every migration is one that a distributed database takes", async () => {
  const refused = (await readMigrations()).flatMap(({ name, text }) =>
    statementsOf(text).flatMap((statement) => {
      const why = refusalOf(statement);
      return why === undefined ? [] : [`${name}: ${why} (docs/distributed.md says what to write instead)`];
    }),
  );
  expect(refused).toEqual([]);
});

test("a migration that changes rows lifts the row level security that binds an owner who is no superuser", async () => {
  const changing = (await readMigrations()).filter(({ text }) =>
    statementsOf(text).some((statement) => kindOf(statement) === "rows"),
  );
  expect(changing.filter(({ text }) => !/no force row level security/i.test(text)).map(({ name }) => name)).toEqual([]);
});

test("statements are parted at their own semicolons", () => {
  expect(
    statementsOf(`-- First; a remark.
create table argosy.a (b text default 'x;y'); -- and another
create function argosy.f() returns int language sql as $$ select 1; $$;
do $body$ begin perform 1; execute $$ select 1; $$; end $body$`),
  ).toEqual([
    "create table argosy.a (b text default 'x;y')",
    "create function argosy.f() returns int language sql as $$ select 1; $$",
    "do $body$ begin perform 1; execute $$ select 1; $$; end $body$",
  ]);
});

test.each([
  ["with a as (select 1) insert into argosy.b select * from a", "rows"],
  ["UPDATE argosy.a SET b = 1", "rows"],
  ["create or replace function argosy.f() returns int language sql as $$ select 1 $$", "code"],
  ["drop trigger if exists t on argosy.a", "code"],
  ["alter table argosy.a add column b int", "shape"],
  ["alter table argosy.a set (fillfactor = 70)", "shape"],
  ["do $$ begin end $$", "shape"],
])("%s is %s", (statement, kind) => {
  expect(kindOf(statement)).toBe(kind);
});

test.each([
  [
    "alter table argosy.a add column b int, add column c text",
    ["alter table argosy.a add column b int", "alter table argosy.a add column c text"],
  ],
  [
    "ALTER TABLE argosy.a ADD COLUMN b text NOT NULL CHECK (b IN ('x', 'y')) DEFAULT 'x'",
    [
      "ALTER TABLE argosy.a ADD COLUMN b text NOT NULL  DEFAULT 'x'",
      "ALTER TABLE argosy.a add constraint a_b_check CHECK (b IN ('x', 'y'))",
    ],
  ],
  [
    "alter table argosy.a drop constraint d, add constraint d check (e in (1, 2))",
    ["alter table argosy.a drop constraint d", "alter table argosy.a add constraint d check (e in (1, 2))"],
  ],
  [
    "create unique index concurrently if not exists i on argosy.a (b)",
    ["create unique index if not exists i on argosy.a (b)"],
  ],
  ["create table argosy.a (b int check (b > 0), c int)", ["create table argosy.a (b int check (b > 0), c int)"]],
])("%s is given to Citus piece by piece", (statement, pieces) => {
  expect(asCitusTakes(statement)).toEqual(pieces);
});

test.each([
  "create policy tenant on argosy.a using (organization_id = (select argosy.tenant()))",
  "do $$ begin execute 'create policy tenant on argosy.a using (b = (SELECT argosy.tenant()))'; end $$",
  "alter table argosy.a add column b bigserial",
  "alter table argosy.a add column b bigint generated always as identity",
  "alter table argosy.a add column b uuid references argosy.c",
  "alter table argosy.a add column b int check (b > 0) check (b < 9)",
  "alter table argosy.a add foreign key (organization_id, b) references argosy.c on delete set null (b)",
  "alter table argosy.a cluster on a_pkey",
  "do $$ begin update argosy.a set b = 1; end $$",
  "do $$ begin execute 'drop trigger t on argosy.a'; end $$",
  "create view argosy.a as select 1",
  "create type argosy.a as enum ('b')",
])("a statement is refused: %s", (statement) => {
  expect(refusalOf(statement)).toBeDefined();
});

test.each([
  "create table argosy.a (b bigint generated always as identity, primary key (organization_id, b))",
  "alter table argosy.a add column b text generated always as (lower(c)) stored, add column d int check (d > 0)",
  "alter table argosy.a alter column b set default 1, drop column c, drop constraint e",
  "alter table argosy.a add foreign key (organization_id, b) references argosy.c on delete cascade",
  "alter policy tenant on argosy.a using (organization_id = argosy.tenant())",
  "do $$ begin execute 'alter table argosy.a force row level security'; end $$",
  "insert into argosy.a (organization_id) select organization_id from argosy.organization",
])("a statement is accepted: %s", (statement) => {
  expect(refusalOf(statement)).toBeUndefined();
});
