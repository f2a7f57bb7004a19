import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { connectors } from "../src/connectors/index.ts";
import {
  connectorsPage,
  livingOf,
  providersTable,
  type Shown,
  withColumn,
  withProviders,
  withRow,
} from "./connector-docs.ts";

const root = join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

const shown: Shown = {
  summary: {
    connector: "one",
    name: "One",
    apiVersion: "1",
    ports: ["products", "stock", "webhooks"],
    webhooks: "automatic",
    results: {
      "a: keeps": { result: "passed", note: "" },
      "b: has": { result: "unsupported", note: "no port" },
      "c: may": { result: "skipped", note: "the platform cannot" },
    },
    figures: {},
    lacks: { "note, tags": "The platform keeps neither." },
    spec: { validRequests: 4, validResponses: 3, uncovered: 0, problems: [] },
  },
  fidelity: { compared: 10, same: 9, onPurpose: [{ call: "GET /x", reason: "random" }], differences: [] },
  hasGuide: true,
};

it("a provider's row shows what works and how that was verified", () => {
  expect(providersTable([shown])).toContain(
    "| [One](docs/providers/one.md) | products, stock, webhooks registered by API | 1 contract tests; official description: 4 requests and 3 answers valid; captures and samples: 9 of 10 answered alike |",
  );
  expect(
    withProviders("a\n<!-- providers: written by npm run conformance -->\nold\n<!-- /providers -->\nb", "new"),
  ).toBe("a\n<!-- providers: written by npm run conformance -->\nnew\n<!-- /providers -->\nb");
});

it("a provider's row names the living version that showed no differences", () => {
  const page =
    "# Living\n\n## One 1.2\n\n4 orders. Differences: 0.\n\n| step | differences |\n| --- | --- |\n| a | 0 |\n| b | 0 |\n";
  expect([livingOf(page, "One"), livingOf(page, "Two")]).toEqual(["1.2, 2 steps", undefined]);
  expect(livingOf(page.replace("Differences: 0", "Differences: 3"), "One")).toBeUndefined();
  expect(providersTable([{ ...shown, living: "1.2, 2 steps" }])).toContain(
    "answered alike; living shop 1.2, 2 steps |",
  );
});

it("the page shows each contract test by connector, and why one is left out", () => {
  const page = connectorsPage([shown]);
  expect(page).toContain("| b: has | refused |");
  expect(page).toContain("- One, c: may: the platform cannot");
  expect(page).toContain("- One, sandbox differs at GET /x: random");
  expect(page).toContain("- One, note, tags: The platform keeps neither.");
});

it("a single run renews one connector's column and row and leaves the others", () => {
  const other: Shown = { ...shown, summary: { ...shown.summary, connector: "two", name: "Two" } };
  const page = connectorsPage([shown, other]);
  const changed: Shown = {
    ...other,
    summary: {
      ...other.summary,
      results: { "a: keeps": { result: "failed", note: "" }, "d: new": { result: "passed", note: "" } },
    },
  };
  const renewed = withColumn(page, changed);
  expect(renewed).toContain("| a: keeps | yes | FAILED |");
  expect(renewed).toContain("| d: new |  | yes |");
  expect(renewed).toContain("| b: has | refused |  |");
  const third = withColumn(page, { ...other, summary: { ...other.summary, name: "Three" } });
  expect(third).toContain("| contract test | One | Two | Three |");
  const readme = withProviders(
    "<!-- providers: written by npm run conformance -->\n<!-- /providers -->",
    providersTable([other]),
  );
  expect(withRow(withRow(readme, shown), shown).match(/\| \[One\]/g)).toHaveLength(1);
});

it("the README and docs/connectors.md name every connector there is", () => {
  for (const { meta } of connectors.values()) {
    expect(read("README.md"), meta.id).toContain(`(docs/providers/${meta.id}.md)`);
    expect(read("docs/connectors.md"), meta.id).toContain(meta.name);
  }
});
