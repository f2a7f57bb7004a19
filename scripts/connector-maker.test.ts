import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, expect, it } from "vitest";
import {
  declaredTerms,
  doubledTerms,
  malformedMessages,
  messagesWithoutCode,
  missingMessages,
  sentencesIn,
  unusedCodes,
} from "../src/connectors/kit/conformance/package/texts.ts";
import type { Connector } from "../src/connectors/kit/contract/contract.ts";
import { makeConnector, makePackage, nameOf } from "./connector-maker.ts";
import { describedFiles, joined } from "./connector-spec.ts";

const project = join(import.meta.dirname, "..");
const root = mkdtempSync(join(tmpdir(), "argosy-new-connector-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The part of the project a connector lives in. */
function copyProject(): void {
  for (const folder of ["src/commerce", "src/connectors/kit"])
    cpSync(join(project, folder), join(root, folder), { recursive: true });
  mkdirSync(join(root, "docs/providers"), { recursive: true });
  for (const file of ["package.json", "tsconfig.json"]) cpSync(join(project, file), join(root, file));
  symlinkSync(join(project, "node_modules"), join(root, "node_modules"));
  writeFileSync(
    join(root, "src/connectors/index.ts"),
    'import type { Connector } from "./kit/contract/contract.ts";\n\nexport const connectors: ReadonlyMap<string, Connector> = new Map(\n  [].map((connector) => [connector.meta.id, connector]),\n);\n',
  );
}

const run = (args: readonly string[]) =>
  spawnSync(process.execPath, [...args], { cwd: root, encoding: "utf8", env: { ...process.env, SPECS_DIR: "" } });

/** What sources say of another variant than the one that was made. */
const MARK = /#(?:if|for|end)\b|template.?shop/i;

const VARIANTS = [
  { id: "acme_market" },
  { id: "graph_market", graphql: true, oauth: true },
  { id: "quiet_market", oauth: true, polling: true },
] as const;

it("connectors made from the templates fit their types and pass every contract test of their ports [B41.1]", () => {
  copyProject();
  const made = VARIANTS.map(({ id, ...variant }) => ({
    id,
    files: makeConnector({ root, id, name: nameOf(id), ...variant }),
  }));
  const read = (file: string) => readFileSync(join(root, file), "utf8");
  for (const file of made.flatMap(({ files }) => files)) expect(read(file), file).not.toMatch(MARK);
  expect(made[0]?.files).toContain(join("docs/providers", "acme_market.md"));
  expect(read("src/connectors/graph_market/client.ts")).toContain("graphqlClient");
  expect(read("src/connectors/quiet_market/auth.ts")).toMatch(/pkce: "S256"[\s\S]*"code_verifier", codeVerifier\(/);
  expect(read("src/connectors/quiet_market/index.ts")).toContain("topics: [],");
  expect(read("docs/providers/quiet_market.md")).toMatch(/QUIET_MARKET_CLIENT_ID[\s\S]*The shop has no webhooks\./);
  expect(read("src/connectors/index.ts")).toContain("[acmeMarket, graphMarket, quietMarket].map");
  const types = run([join(project, "node_modules/typescript7/bin/tsc"), "-p", ".", "--checkers", "1"]);
  expect(types.stdout).toBe("");
  const tests = run([
    join(project, "node_modules/vitest/vitest.mjs"),
    "run",
    "--root",
    root,
    "--no-isolate",
    "--experimental.viteModuleRunner=false",
    "--experimental.nodeLoader=false",
    // The folder has no configuration: the limit of the project, not the short one of the test runner.
    "--testTimeout=300000",
    ...VARIANTS.map(({ id }) => `src/connectors/${id}`),
  ]);
  expect(tests.stdout).toMatch(/Tests\s+(?!.*failed).*\d{3} passed/);
  expect(tests.status).toBe(0);
});

it("the words of every variant are those that it says, and no sentence of it is without a code", async () => {
  for (const { id } of VARIANTS) {
    const folder = join(root, "src/connectors", id);
    const { connector } = (await import(join(folder, "index.ts"))) as { connector: Connector };
    const files = readdirSync(folder).filter((file) => file.endsWith(".ts") && !/sandbox|words|test/.test(file));
    const sources = files.map((file) => readFileSync(join(folder, file), "utf8"));
    expect([id, unusedCodes([connector], sources.join("\n"))]).toEqual([id, []]);
    expect([id, missingMessages(connector, "ar")]).toEqual([id, []]);
    expect([id, malformedMessages(connector, "ar")]).toEqual([id, []]);
    const reported = files.map((file, at) => (file.startsWith("webhooks") ? "" : (sources[at] ?? "")));
    expect([id, reported.flatMap((source) => [...messagesWithoutCode(source), ...sentencesIn(source)])]).toEqual([
      id,
      [],
    ]);
    const terms = declaredTerms(readFileSync(join(folder, "README.md"), "utf8"));
    expect([id, doubledTerms(connector, terms).found]).toEqual([id, []]);
  }
});

it("a package of its own imports the kit by its name, and says nothing of the template", () => {
  const folder = join(root, "corner-shop");
  const files = makePackage({ folder, packageName: "argosy-corner-shop", id: "corner_shop", name: "Corner Shop" });
  for (const file of files)
    expect(readFileSync(join(folder, file), "utf8"), file).not.toMatch(
      /template.?shop|\.\.\/\.\.\/src|#(?:if|for|end)\b/i,
    );
});

const DESCRIPTION = {
  openapi: "3.0.3",
  info: { title: "Market", version: "1" },
  paths: {
    "/orders": {
      get: {
        operationId: "list-orders",
        summary: "Orders by time of change",
        parameters: [{ name: "since", in: "query", required: true, schema: { type: "string" } }],
        responses: { 200: { content: { "application/json": { schema: { $ref: "#/components/schemas/Page" } } } } },
      },
    },
    "/orders/{order_id}": {
      delete: { responses: { 204: { description: "gone" } } },
      put: {
        requestBody: { content: { "application/x-www-form-urlencoded": { schema: { type: "object" } } } },
        responses: { 204: { description: "done" } },
      },
      get: {
        responses: { 200: { content: { "application/json": { schema: { $ref: "#/components/schemas/Order" } } } } },
      },
    },
    "/elsewhere": { get: { responses: { 200: { description: "left out" } } } },
  },
  components: {
    schemas: {
      Page: {
        type: "object",
        required: ["rows"],
        properties: { rows: { type: "array", items: { $ref: "#/components/schemas/Order" } } },
      },
      Order: {
        allOf: [
          {
            type: "object",
            required: ["id"],
            properties: { id: { type: "integer" }, of: { $ref: "#/components/schemas/Order" } },
          },
          {
            type: "object",
            required: ["status", "total"],
            properties: {
              status: { type: "string", enum: ["new"] },
              total: { type: "number" },
              at: { type: "string", format: "date-time", nullable: true },
            },
          },
        ],
      },
    },
  },
};

it("an official description yields calls, schemas that read it, and sandbox routes that fit it", () => {
  const { files, notes } = describedFiles(DESCRIPTION, { id: "described", words: ["orders"] });
  const read = (file: string) => files.find((one) => one.file === file)?.text ?? "";
  expect(notes).toEqual([]);
  expect(read("src/described-calls.ts")).toMatch(/listOrders\(params: \{ readonly since: string \| undefined \}/);
  expect(read("src/described-calls.ts")).toMatch(/`\/orders\/\$\{encodeURIComponent\(params\.order_id\)\}`/);
  expect(read("src/described-calls.ts")).toContain("form: given(params.form)");
  expect(read("src/described-schemas.ts")).toMatch(/id: idText,\n[\s\S]*status: z\.string\(\),\n {2}total: decimal,/);
  expect(read("src/sandbox-described.ts")).toMatch(/"status":"new","total":1,"at":"2026-01-01T00:00:00Z"/);
  expect(read("src/sandbox-described.ts")).not.toContain("/elsewhere");
});

it("mistakes of a description are reported, and the rest of it is made", () => {
  const answer = (schema: object) => ({ get: { responses: { 200: { content: { "application/json": { schema } } } } } });
  const paths = { "/good": answer({ type: "object" }), "/bad": answer({ type: "date" }) };
  const { files, notes } = describedFiles({ openapi: "3.0.3", paths }, { id: "described" });
  expect(notes).toEqual([expect.stringMatching(/^getBad: .*date/)]);
  const routes = files.find(({ file }) => file === "src/sandbox-described.ts")?.text;
  expect(routes).toContain('path: "/good", status: 200, json: {} }');
  expect(routes).toContain('path: "/bad", status: 200 }');
});

it("several descriptions are one: what two call the same and mean otherwise stands under two names", () => {
  const one = (path: string, type: string) => ({
    openapi: "3.0.3",
    paths: { [path]: { get: { responses: { 200: { $ref: "#/components/responses/Good" } } } } },
    components: {
      responses: { Good: { content: { "application/json": { schema: { $ref: "#/components/schemas/Row" } } } } },
      schemas: { Row: { type: "object", required: ["value"], properties: { value: { type } } } },
    },
  });
  const { files } = describedFiles(joined([one("/a", "string"), one("/b", "boolean")]), { id: "described" });
  const routes = files.find(({ file }) => file === "src/sandbox-described.ts")?.text;
  expect(routes).toMatch(/path: "\/a"[^\n]*"value":"text"[^\n]*\n[^\n]*path: "\/b"[^\n]*"value":true/);
});
