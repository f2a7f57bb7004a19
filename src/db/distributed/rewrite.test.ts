import { expect, test } from "vitest";
import { type HomeNames, rewrite } from "./rewrite.ts";

const names: HomeNames = {
  schema: "argosy_place1",
  shards: new Map([
    ["lane", "lane_7"],
    ["level", "level_8"],
    ["movement", "movement_9"],
  ]),
  copies: new Map([["organization", "organization_3"]]),
  functions: new Set(["wake_lane"]),
};

test.each([
  ["select * from argosy.lane where lane.kind = $1", "select * from argosy.lane_7 as lane where lane.kind = $1"],
  ["select * from lane l join level v on true", "select * from argosy.lane_7 l join argosy.level_8 v on true"],
  [
    "select 1 from a left join (level l join lane n on true) on true",
    "select 1 from a left join (argosy.level_8 l join argosy.lane_7 n on true) on true",
  ],
  ["update argosy.lane set seq = seq + 1", "update argosy.lane_7 as lane set seq = seq + 1"],
  ["insert into lane (kind) values ($1)", "insert into argosy.lane_7 as lane (kind) values ($1)"],
  [
    "insert into level as l (id) select id from movement",
    "insert into argosy.level_8 as l (id) select id from argosy.movement_9 as movement",
  ],
  ["delete from level using lane n", "delete from argosy.level_8 as level using argosy.lane_7 n"],
  [
    "select 1 from unnest($1::int[]) as u(level), level l, lane where l.a in (select lane.kind from movement m)",
    `select 1 from unnest($1::int[]) as u(level), argosy.level_8 l, argosy.lane_7 as lane
 where l.a in (select lane.kind from argosy.movement_9 m)`.replace("\n", ""),
  ],
  [
    "select extract(day from level) from a join b on f(a, level), level join lane using (level, id)",
    `select extract(day from level) from a join b on f(a, level),
 argosy.level_8 as level join argosy.lane_7 as lane using (level, id)`.replace("\n", ""),
  ],
  [
    "insert into lane as l (a) select 1 on conflict (a) do update set a = 1 returning (select 1 from only level x)",
    `insert into argosy.lane_7 as l (a) select 1
 on conflict (a) do update set a = 1 returning (select 1 from only argosy.level_8 x)`.replace("\n", ""),
  ],
  [
    "select l.a from lane l order by l.a, level for update of l, level",
    "select l.a from argosy.lane_7 l order by l.a, level for update of l, level",
  ],
  [
    "select 1 from lateral (select 1 from level) x, (lane)",
    "select 1 from lateral (select 1 from argosy.level_8 as level) x, (argosy.lane_7 as lane)",
  ],
  ["select argosy.lane.kind from argosy.lane", "select lane.kind from argosy.lane_7 as lane"],
])("a table is given its shard's name and keeps its own: %s", (text, there) => {
  expect(rewrite(text, names)).toBe(there);
});

test("a type is not given another name", () => {
  expect(rewrite("declare found_row argosy.lane; begin", names)).toBe("declare found_row argosy.lane_7; begin");
  expect(rewrite("select null::argosy.lane", names)).toBe("select null::argosy.lane_7");
});

test("a table every node has a copy of is read there and written through Citus", () => {
  expect(rewrite("select zone from organization where true", names)).toBe(
    "select zone from argosy.organization_3 as organization where true",
  );
  expect(rewrite("update organization set zone = $1", names)).toBe("update argosy.organization set zone = $1");
  expect(rewrite("delete from argosy.organization where true", names)).toBe(
    "delete from argosy.organization where true",
  );
});

test("functions that name tables are the place's own, others stay", () => {
  expect(rewrite("select argosy.wake_lane($1), argosy.tenant()", names)).toBe(
    "select argosy_place1.wake_lane($1), argosy.tenant()",
  );
});

test.each([
  "with level as (select 1) select * from level",
  "select 'from lane', 'argosy.lane' -- from lane",
  "select a is distinct from level from unnest($1::int[]) as level(a)",
])("a name that is no table stays: %s", (text) => {
  expect(rewrite(text, names)).toBe(text);
});

test("a variable of a function that is called like a table keeps its name", () => {
  const text = "select v.id, v.kind into level, strict lane from level v; if level is null then return; end if";
  expect(rewrite(text, names)).toBe(text.replace("from level v", "from argosy.level_8 v"));
  const late = "select l.id, l.kind from lane l into found, level; return";
  expect(rewrite(late, names)).toBe(late.replace("from lane l", "from argosy.lane_7 l"));
});
