import { describe, expect, test } from "vitest";
import { affectedTests } from "./affected.ts";
import { dependenciesOf } from "./dependencies.ts";

/** A small project: files by path with their text, and files that are no source. */
const SOURCES: Readonly<Record<string, string>> = {
  "vitest.config.ts": 'import { kindOf } from "./scripts/test-kinds.ts";',
  "scripts/test-kinds.ts": "",
  "scripts/pages.ts": 'const page = join(root, "docs/pages.md");',
  "scripts/pages.test.ts": 'import { page } from "./pages.ts";',
  "scripts/secrets.test.ts": 'spawnSync("git", ["ls-files", "-z"]);',
  "src/db/test-server.ts": 'import { migrate } from "./migrate.ts";',
  "src/db/migrate.ts": 'const folder = join(import.meta.dirname, "migrations");',
  "src/commerce/money.ts": "",
  "src/commerce/money.test.ts": 'import { add } from "./money.ts";',
  "src/commerce/orders.ts": 'import type { Money } from "./money.ts";',
  "src/commerce/orders.test.ts": 'import { total } from "./orders.ts";',
  "src/commerce/texts.test.ts": 'const titles = globSync("{src,test}/**/*.test.ts", { cwd: root });',
  "src/connectors/kit/limiter.ts": "",
  "src/connectors/acme/index.ts": 'import { limit } from "../kit/limiter.ts";\nconst docs = "docs/providers/acme.md";',
  "src/connectors/acme/orders.ts": "",
  "src/connectors/acme/acme.test.ts": 'import { connector } from "./index.ts";',
  "src/connectors/bolt/index.ts":
    'import { limit } from "../kit/limiter.ts";\nconst docs = "docs/providers/bolt_express.md";',
  "src/connectors/index.ts": 'import { acme } from "./acme/index.ts";\nimport { bolt } from "./bolt/index.ts";',
  "src/connectors/words.test.ts": 'import { connectors } from "./index.ts";',
  "src/start.ts": 'import { connectors } from "./connectors/index.ts";',
  "src/engine/reader.ts": 'const program = new URL("./program.ts", import.meta.url);',
  "src/engine/reader.test.ts": 'import { read } from "./reader.ts";',
  "src/engine/program.ts": 'import { add } from "../commerce/money.ts";',
  "web/src/orders.tsx": 'import { add } from "../../src/commerce/money.ts";',
  "web/src/list.tsx": "",
  "web/src/list.test.tsx": 'import { List } from "./list.tsx";',
  "test/support/hub.ts": 'import { startHub } from "../../src/start.ts";',
  "test/support/acme-shop.ts": 'const provider = "acme";',
  "test/plain.test.ts": 'import { hub } from "./support/hub.ts";',
  "test/acme.test.ts": 'import { hub } from "./support/hub.ts";\nimport { shop } from "./support/acme-shop.ts";',
  "test/bolt.test.ts": 'import { hub } from "./support/hub.ts";\nawait connect("bolt_express");',
  "test/browser/orders.test.ts": 'import { hub } from "../support/hub.ts";\nconnect("acme");',
};
const OTHERS = ["docs/pages.md", "docs/providers/acme.md", "src/db/migrations/0001-orders.sql", "package.json"];
const DEPENDENCIES = dependenciesOf(
  Object.entries(SOURCES).map(([file, text]) => ({ file, text })),
  [...Object.keys(SOURCES), ...OTHERS],
);
const ALL = Object.keys(SOURCES).filter((file) => /\.test\.tsx?$/.test(file));
/** It lists the repository, so that any change affects it. */
const ALWAYS = "scripts/secrets.test.ts";
const affected = (...changed: string[]) => affectedTests(changed, DEPENDENCIES).filter((file) => file !== ALWAYS);

describe("a change affects the tests", () => {
  test("a changed file affects the tests that import it, directly or through others, but not those that import its types", () => {
    expect(affected("src/commerce/money.ts")).toEqual([
      "src/commerce/money.test.ts",
      "src/commerce/texts.test.ts",
      "src/engine/reader.test.ts",
      "web/src/list.test.tsx",
      "test/browser/orders.test.ts",
    ]);
    expect(affected("src/commerce/orders.ts")).toEqual(["src/commerce/orders.test.ts", "src/commerce/texts.test.ts"]);
  });

  test("a changed program affects the tests that start it by its path", () => {
    expect(affected("src/engine/program.ts")).toEqual(["src/commerce/texts.test.ts", "src/engine/reader.test.ts"]);
  });

  test("a changed page affects the tests that read it, and none of those that only link to it", () => {
    expect(affected("docs/pages.md")).toEqual(["scripts/pages.test.ts"]);
    expect(affected("docs/providers/acme.md")).toEqual([]);
  });

  test("a changed list of files affects the tests that list the repository", () => {
    expect(affectedTests(["LICENSE"], DEPENDENCIES)).toEqual([ALWAYS]);
  });

  test("a changed test affects the tests that read the texts of tests", () => {
    expect(affected("src/commerce/orders.test.ts")).toEqual([
      "src/commerce/orders.test.ts",
      "src/commerce/texts.test.ts",
    ]);
  });

  test("a changed connector affects tests that name it or read all, and not those that start a hub with every connector", () => {
    expect(affected("src/connectors/acme/orders.ts")).toEqual([
      "src/commerce/texts.test.ts",
      "src/connectors/acme/acme.test.ts",
      "src/connectors/words.test.ts",
      "test/acme.test.ts",
      "test/browser/orders.test.ts",
    ]);
  });

  test("a connector's change affects tests that name it as the catalog does", () => {
    expect(affected("src/connectors/bolt/index.ts")).toContain("test/bolt.test.ts");
    expect(affected("src/connectors/bolt/index.ts")).not.toContain("test/acme.test.ts");
  });

  test("a change of the kit affects the tests of every connector", () => {
    expect(affected("src/connectors/kit/limiter.ts")).toEqual(
      expect.arrayContaining(["src/connectors/acme/acme.test.ts", "test/acme.test.ts", "test/bolt.test.ts"]),
    );
  });

  test("a change of the dashboard affects its own tests and those in a browser", () => {
    expect(affected("web/src/list.tsx")).toEqual(["web/src/list.test.tsx", "test/browser/orders.test.ts"]);
  });

  test.each(["package.json", "package-lock.json", "src/db/migrations/0001-orders.sql", "scripts/launch.mjs"])(
    "a change affects all tests: %s",
    (path) => {
      expect(affectedTests([path], DEPENDENCIES)).toEqual(ALL);
    },
  );

  test.each(["vitest.config.ts", "scripts/test-kinds.ts", "src/db/migrate.ts"])(
    "a change of the set-up all tests depend on affects all of them: %s",
    (path) => {
      expect(affectedTests([path], DEPENDENCIES)).toEqual(ALL);
    },
  );
});

test("a file that is gone affects those that still import it", () => {
  const dependencies = dependenciesOf(
    [{ file: "src/a.test.ts", text: 'import { b } from "./b.ts";' }],
    ["src/a.test.ts"],
  );
  expect(affectedTests(["src/b.ts"], dependencies)).toEqual(["src/a.test.ts"]);
});
