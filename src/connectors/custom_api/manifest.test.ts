/** What a description may say, and how it is told what is wrong with it. */
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { STYLES, type StyleName } from "../../sandboxes/custom_api/styles.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { expressionsIn } from "./dry-run.ts";
import { manifestJsonSchema, parseManifest } from "./manifest.ts";
import { manifestReference } from "./reference.ts";
import { type Described, described } from "./testing.ts";

function problemsOf(change: (manifest: Described) => void, style: StyleName = "cursor"): string {
  try {
    parseManifest(described(style, change));
  } catch (error) {
    if (error instanceof ConnectorError && error.info.kind === "rejected" && error.info.field === "manifest")
      return error.message;
    throw error;
  }
  return "";
}

test.each(Object.keys(STYLES) as StyleName[])("the example of style %s is right", (style) => {
  expect(parseManifest(STYLES[style].example).manifestVersion).toBe(1);
});

test("the same text is parsed once", () => {
  expect(parseManifest(STYLES.page.example)).toBe(parseManifest(STYLES.page.example));
});

test("the published JSON Schema is that of the code", () => {
  const file = new URL("./manifest.schema.json", import.meta.url);
  const schema = `${JSON.stringify(manifestJsonSchema(), null, 2)}\n`;
  if (process.env.UPDATE_SCHEMA) writeFileSync(file, schema);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(JSON.parse(schema));
});

test("the reference is that of the schema", () => {
  const file = new URL("../../../docs/providers/custom_api-reference.md", import.meta.url);
  if (process.env.UPDATE_SCHEMA) writeFileSync(file, manifestReference());
  expect(readFileSync(file, "utf8")).toBe(manifestReference());
});

describe("refusals with their position", () => {
  test.each<[string, (manifest: Described) => void, string]>([
    ["an unknown key", (m) => Object.assign(m, { read: {} }), 'Unrecognized key: "read"'],
    [
      "a misspelt operation",
      (m) => Object.assign(m.writes ?? {}, { "stock.put": {} }),
      'writes: Unrecognized key: "stock.put"',
    ],
    ["another version", (m) => Object.assign(m, { manifestVersion: 2 }), "manifestVersion:"],
    ["an address of another kind", (m) => Object.assign(m, { baseUrl: "ftp://shop.example" }), "baseUrl:"],
    [
      "credentials in the address",
      (m) => Object.assign(m, { baseUrl: "https://a:b@shop.example" }),
      "baseUrl: credentials",
    ],
    [
      "a secret written out",
      (m) => Object.assign(m.auth ?? {}, { clientSecret: "s3cr3t-value" }),
      "auth.clientSecret: write {{secret.NAME}}",
    ],
    [
      "a secret nobody knows",
      (m) => Object.assign(m.auth ?? {}, { clientSecret: "{{secret.MINE}}" }),
      "auth.clientSecret:",
    ],
    [
      "a secret outside of signing in",
      (m) => Object.assign(m.check?.request ?? {}, { path: "/x/{{secret.API_KEY}}" }),
      "check.request.path: {{secret.API_KEY}} is not available",
    ],
    [
      "a header over two lines",
      (m) => Object.assign(m.check?.request ?? {}, { headers: { "X-A": "a\r\nB: c" } }),
      "check.request.headers.X-A: has a line break",
    ],
    [
      "a path to another host",
      (m) => Object.assign(m.check?.request ?? {}, { path: "//evil.example/" }),
      "check.request.path:",
    ],
    ["a time zone nobody knows", (m) => Object.assign(m, { timeZone: "Africa/Memphis" }), "timeZone:"],
    ["no check", (m) => delete m.check, "check: missing"],
    ["stock without a list of items", (m) => delete m.reads?.products, "reads.products: missing"],
    [
      "a map that is none of this manifest",
      (m) => Object.assign(m.webhooks?.events?.["order.created"] ?? {}, { map: "@reads.baskets.map" }),
      "names no map",
    ],
    ["a status of nobody", (m) => Object.assign(m.statusMap?.order ?? {}, { x: "shipped" }), "statusMap.order.x:"],
    [
      "a canonical text of unknown parts",
      (m) => Object.assign(m, { auth: { kind: "hmac", header: "X-Sig", canonical: "{{nonce}}" } }),
      "auth.canonical: {{nonce}}",
    ],
    [
      "nothing at all",
      (m) => Object.assign(m, { reads: {}, lookups: {}, writes: {}, webhooks: undefined }),
      "nothing to connect",
    ],
  ])("%s", (_what, change, index) => {
    expect(problemsOf(change)).toContain(index);
  });

  test("a hint that nothing can be fetched by", () => {
    expect(problemsOf((m) => delete m.webhooks?.events?.["order.saved"]?.map, "push")).toContain(
      'webhooks.events.order.saved: declare "map"',
    );
    const shared = (m: Described) =>
      Object.assign(m.webhooks ?? {}, {
        scheme: "shared_header",
        header: "X-T",
        prefix: undefined,
        timestampHeader: undefined,
        signed: undefined,
      });
    expect(problemsOf(shared, "push")).toContain("a shared header signs nothing");
  });

  test("a description that is no JSON or too long is refused", () => {
    expect(() => parseManifest("{")).toThrow("not JSON");
    expect(() => parseManifest(`"${"x".repeat(200_001)}"`)).toThrow("longer than");
  });
});

test("every expression of a description is found with its place", () => {
  const paths = expressionsIn(parseManifest(STYLES.cursor.example)).map(({ path }) => path);
  for (const path of [
    "check.success",
    "reads.orders.records",
    "reads.orders.map.lines",
    "reads.orders.map.payment.kind",
    "reads.orders.cursor.field",
    "reads.orders.pagination.next",
    "lookups.product.bySku.record",
    "writes.stock.set.batch.results",
    "writes.stock.set.request.body.changes",
    "writes.product.create.result.externalId",
  ])
    expect(paths).toContain(path);
  expect(paths.filter((path) => /idempotency|query|headers|webhooks/.test(path))).toEqual([]);
});
