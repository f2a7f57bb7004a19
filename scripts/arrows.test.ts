import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { brokenArrow, namedProviders } from "./arrows.ts";
import { circles, type Import, importsOf, knotProblems } from "./imports.ts";

const packages = new Set(["pg"]);
const devPackages = new Set(["vitest"]);
const check = (from: string, to: string, rest: Partial<Import> = {}) =>
  brokenArrow({ from, to, line: 1, kind: "file", isTypeOnly: false, ...rest }, packages, devPackages);

test.each([
  ["src/commerce/money.ts", "src/db/database.ts"],
  ["src/connectors/kit/http/wire.ts", "src/connectors/acme/index.ts"],
  ["src/connectors/acme/orders.ts", "src/connectors/other/mapping.ts"],
  ["src/connectors/acme/orders.ts", "src/db/database.ts"],
  ["src/connectors/acme/acme.test.ts", "src/engine/incoming-deliveries/delivery-lane.ts"],
  ["src/hub/stores.ts", "src/connectors/index.ts"],
  ["src/hub/stores.ts", "src/engine/incoming-deliveries/delivery-lane.ts"],
  ["src/hub/stores.ts", "src/http/app.ts"],
  ["src/engine/incoming-deliveries/delivery-lane.ts", "src/http/app.ts"],
  ["src/engine/incoming-deliveries/delivery-lane.ts", "src/connectors/acme/index.ts"],
  ["src/http/app.ts", "src/connectors/acme/index.ts"],
  ["src/http/app.ts", "src/main.ts"],
  ["src/db/database.ts", "src/db/testing.ts"],
  ["src/main.ts", "scripts/test.ts"],
  ["src/http/app.ts", "src/db/distributed/homes.ts"],
  ["scripts/doctor-checks.ts", "src/db/distributed/homes.ts"],
  ["src/connectors/index.ts", "src/sandboxes/acme/index.ts"],
  ["src/engine/incoming-deliveries/delivery-lane.ts", "src/connectors/kit/sandbox/sandbox.ts"],
  ["src/http/app.ts", "src/sandboxes/index.ts"],
  ["src/connectors/acme/orders.ts", "src/sandboxes/acme/index.ts"],
  ["src/sandboxes/acme/index.ts", "src/sandboxes/other/index.ts"],
  ["src/sandboxes/acme/index.ts", "src/hub/stores.ts"],
  ["web/src/i18n/format.ts", "web/src/data/session.ts"],
  ["web/src/data/hub.ts", "web/src/hub-messages/hub-messages.ts"],
  ["web/src/stores/sweeps-card.tsx", "src/connectors/kit/pull/sweep-plan.ts"],
  ["web/src/register/device/basket.ts", "web/src/register/device/testing.ts"],
])("%s may not import %s", (from, to) => {
  expect(check(from, to)).toContain(`${from}:1 imports`);
});

test.each([
  ["src/connectors/acme/orders.ts", "src/connectors/kit/contract/ports.ts"],
  ["src/connectors/acme/orders.ts", "src/connectors/acme/mapping.ts"],
  ["src/connectors/index.ts", "src/connectors/acme/index.ts"],
  ["src/engine/incoming-deliveries/delivery-lane.ts", "src/connectors/index.ts"],
  ["src/http/app.ts", "src/engine/incoming-deliveries/delivery-lane.ts"],
  ["src/hub/stores.it.test.ts", "src/db/testing.ts"],
  ["src/engine/lane.it.test.ts", "src/sandboxes/acme/index.ts"],
  ["src/connectors/acme/acme.test.ts", "src/sandboxes/acme/index.ts"],
  ["src/sandboxes/acme/orders.ts", "src/connectors/acme/schemas.ts"],
  ["src/main.ts", "src/http/app.ts"],
  ["src/db/database.ts", "src/db/distributed/homes.ts"],
  ["scripts/distribute.ts", "src/db/distributed/homes.ts"],
  ["src/start.ts", "src/sandboxes/index.ts"],
  ["src/engine/explore/explore.ts", "src/connectors/kit/sandbox/sandbox.ts"],
  ["web/src/stores/sweeps-card.test.ts", "src/connectors/kit/pull/sweep-plan.ts"],
  ["web/src/register/device/basket.test.ts", "web/src/register/device/testing.ts"],
])("%s may import %s", (from, to) => {
  expect(check(from, to)).toBeUndefined();
});

test("a package has to be named, and one for development stays out of what runs", () => {
  expect(check("src/hub/a.ts", "pg", { kind: "package" })).toBeUndefined();
  expect(check("src/hub/a.ts", "left-pad", { kind: "package" })).toContain("does not name");
  expect(check("src/hub/a.ts", "vitest", { kind: "package" })).toContain("development");
  expect(check("src/hub/a.test.ts", "vitest", { kind: "package" })).toBeUndefined();
  // Sandboxes run inside a hub that somebody explores.
  expect(check("src/sandboxes/acme/schema.ts", "vitest", { kind: "package" })).toContain("development");
  expect(check("src/sandboxes/acme/schema.test.ts", "vitest", { kind: "package" })).toBeUndefined();
});

test("imports of every form are seen", () => {
  const lines = [
    'import a from "node:fs";',
    'import type { B } from "./b.ts";',
    "import {",
    "  c,",
    "  type D,",
    '} from "@scope/pack/sub";',
    'export * from "./e.ts";',
    'import "pg";',
    `const f = await ${"import"}("./f.ts");`,
  ];
  const text = lines.join("\n");
  const found = importsOf("scripts/x.ts", text);
  expect(found.map(({ to, line, isTypeOnly }) => [to, line, isTypeOnly])).toEqual([
    ["node:fs", 1, false],
    ["scripts/b.ts", 2, true],
    ["@scope/pack", 3, false],
    ["scripts/e.ts", 7, false],
    ["pg", 8, false],
    ["scripts/f.ts", 9, false],
  ]);
});

const arrow = (from: string, to: string, isTypeOnly = false): Import => ({
  from,
  to,
  line: 1,
  kind: "file",
  isTypeOnly,
});

test("circles of files are found, those of types too", () => {
  expect(circles([arrow("a", "b"), arrow("b", "c"), arrow("c", "a")])).toEqual([["a", "b", "c", "a"]]);
  expect(circles([arrow("a", "b"), arrow("b", "a", true)])).toEqual([["a", "b", "a"]]);
  expect(circles([arrow("a", "b"), arrow("a", "c")])).toEqual([]);
});

const knotOf = (folder: string, places: string) => `${folder}: ${places} is a knot of subjects`;

test.each([
  ["src/hub/", "orders -> stores -> orders", ["orders/apply.ts", "stores/settings.ts"], ["stores/a.ts", "orders/b.ts"]],
  ["src/engine/", "runs -> sweeps -> runs", ["runs/steps.ts", "sweeps/pages.ts"], ["sweeps/a.ts", "runs/b.ts"]],
  ["src/engine/", "sent -> place.ts -> sent", ["sent/stock.ts", "place.ts"], ["place.ts", "sent/session.ts"]],
  ["src/connectors/kit/", "http -> pull -> http", ["http/retry.ts", "pull/walk.ts"], ["pull/a.ts", "http/b.ts"]],
  ["web/src/", "costs -> stock -> costs", ["costs/costs.tsx", "stock/frame.tsx"], ["stock/a.tsx", "costs/b.tsx"]],
] as const)("subjects of %s that know each other are a knot: %s", (folder, knot, [from, to], [there, back]) => {
  const first = arrow(folder + from, folder + to);
  expect(knotProblems([first, arrow(folder + there, folder + back, true)])).toEqual([knotOf(folder, knot)]);
  expect(knotProblems([first])).toEqual([]);
});

test("a knot is told once, and none is made by tests or between two such folders", () => {
  const there = arrow("src/hub/orders/apply.ts", "src/hub/stores/settings.ts");
  const back = arrow("src/hub/stores/stores.ts", "src/hub/orders/words.ts");
  const again = { ...there, from: "src/hub/orders/lines.ts" };
  expect(knotProblems([there, again, back, back])).toEqual([knotOf("src/hub/", "orders -> stores -> orders")]);
  expect(knotProblems([there, { ...back, from: "src/hub/stores/stores.test.ts" }])).toEqual([]);
  expect(knotProblems([there, { ...back, from: "src/engine/stores/stores.ts" }])).toEqual([]);
});

test("the dashboard's routes may know every screen, and its words every folder", () => {
  const screen = arrow("web/src/orders/routes.ts", "web/src/routing/screen.ts");
  expect(knotProblems([screen, arrow("web/src/routing/tree.ts", "web/src/orders/routes.ts")])).toEqual([]);
  const texts = arrow("web/src/orders/list.tsx", "web/src/i18n/translation.ts");
  expect(knotProblems([texts, arrow("web/src/i18n/folders.ts", "web/src/orders/messages/en.json", true)])).toEqual([]);
  expect(knotProblems([texts, arrow("web/src/i18n/folders.ts", "web/src/orders/queries.ts", true)])).toEqual([
    knotOf("web/src/", "orders -> i18n -> orders"),
  ]);
});

test("a provider is named in its own folder, in the list of connectors and in tests alone [B41.2]", () => {
  const named = (file: string) => namedProviders(file, 'const id = "acme";', ["acme", "other"]);
  for (const file of [
    "web/src/stores/list.tsx",
    "src/engine/incoming-deliveries/delivery-lane.ts",
    "src/connectors/other/orders.ts",
  ])
    expect(named(file), file).toEqual([`${file}:1 names the provider acme outside its folder`]);
  for (const file of ["src/connectors/acme/orders.ts", "src/connectors/index.ts", "src/engine/inbox.test.ts"])
    expect(named(file), file).toEqual([]);
});

/** The files and packages a program loads when it starts. */
function loadedBy(program: string) {
  const files = new Set([program]);
  const loaded = new Set<string>();
  for (const file of files) {
    for (const { kind, to, isTypeOnly } of importsOf(file, readFileSync(file, "utf8"))) {
      if (isTypeOnly) continue;
      if (kind === "file") files.add(to);
      if (kind === "package") loaded.add(to);
    }
  }
  return { packages: [...loaded].sort(), files };
}

// Each organization whose files or mappings are worked on has a process of its own: what it loads is paid for each time.
test.each([
  ["src/connectors/custom_api/expressions-process.ts", ["jsonata", "libphonenumber-js", "re2js"]],
  ["src/engine/file-processes/program.ts", ["htmlparser2", "yauzl"]],
])("%s loads no package it has no use for", (program, expected) => {
  expect(loadedBy(program).packages).toEqual(expected);
});

test("a process of expressions loads none of the hub's messages", () => {
  const { files } = loadedBy("src/connectors/custom_api/expressions-process.ts");
  expect([...files].filter((file) => file.startsWith("src/commerce/message"))).toEqual([]);
});
