import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { textOf } from "../commerce/message.ts";
import { openCatalog } from "./catalog.ts";
import { connectors as builtIn } from "./index.ts";
import { CONTRACT_VERSION } from "./kit/contract/contract-version.ts";
import { ConnectorError } from "./kit/contract/errors.ts";

const dataDir = mkdtempSync(join(tmpdir(), "argosy-catalog-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const [anyConnector] = builtIn.values();

/** A package that fits, unless told otherwise: an existing descriptor under an id of its own. */
function install(name: string, { argosy = {}, code }: { readonly argosy?: object; readonly code?: string } = {}): void {
  const folder = join(dataDir, "connectors", name);
  mkdirSync(folder, { recursive: true });
  const id = name.replace(/\W/g, "_");
  const manifest = { contract: CONTRACT_VERSION, id, connector: "./index.js", ...argosy };
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name, version: "2.1.0", type: "module", argosy: manifest }),
  );
  writeFileSync(join(folder, "index.js"), code ?? connectorCode(id));
}

const connectorCode = (id: string) => `
  import { ConnectorError } from "@argosy/connector-kit/contract/errors";
  import { z } from "zod";
  const unready = async () => { throw new ConnectorError({ kind: "unsupported" }, "Not yet."); };
  export const connector = {
    meta: { ...${JSON.stringify(anyConnector?.meta)}, id: "${id}", limits: [{ id: "all", rate: 1, burst: 1, source: "none" }] },
    auth: { baseUrl: unready, authorize: unready, secretNames: [] },
    classify: () => null,
    connect: { begin: unready, complete: unready, detect: unready },
    maximum: [],
    open: () => ({}),
    schemas: { zod: () => z },
  };`;

async function opened(...names: readonly string[]) {
  const reported: string[] = [];
  const log = { info: () => undefined, warn: (_: unknown, text: string) => void reported.push(text) };
  const catalog = await openCatalog({ connectors: names, dataDir }, { log });
  return { ...catalog, told: reported };
}

test("a package is loaded by its name beside the built-in ones and shares the hub's kit [B41.1]", async () => {
  install("first-shop");
  const { connectors, problems, told } = await opened("first-shop");
  expect([connectors.size, problems, told]).toEqual([builtIn.size + 1, [], []]);
  const connector = connectors.get("first_shop");
  const thrown = (await connector?.connect.detect({} as never).catch((error: unknown) => error)) ?? null;
  expect(Object.getPrototypeOf(thrown)).toBe(ConnectorError.prototype);
  const { z } = await import("zod");
  expect(connector?.schemas?.zod?.()).toBe(z);
});

test("built-in connectors need no package: a hub that names none is as it was", async () => {
  expect((await opened()).connectors).toEqual(builtIn);
});

test.each([
  ["no-connector", { argosy: { id: undefined } }, "names no id"],
  ["older-hub", { argosy: { contract: 7 } }, "for version 7 of the contract, and this hub has 2"],
  ["taken", { argosy: { id: anyConnector?.meta.id } }, "already has a connector"],
  ["escapes", { argosy: { connector: "../first-shop/index.js" } }, "is not there"],
  ["no-sandbox", { argosy: { sandbox: "./sandbox.js" } }, 'its file for "sandbox" is not there'],
  ["breaks", { code: 'throw new Error("at once");' }, "cannot be loaded (at once)"],
  ["newer-kit", { code: 'import "@argosy/connector-kit/parse/from-tomorrow";' }, 'has no module "parse/from-tomorrow"'],
  ["exports-nothing", { code: "export const shop = {};" }, "export is not right"],
  ["other-id", { code: connectorCode("somebody_else") }, 'its connector is "somebody_else"'],
  ["half-a-form", { code: connectorCode("half_a_form").replace("classify:", "clasify:") }, "classify is not right"],
])("the package %s does not fit: it is left out and told, and the hub has all others", async (name, made, why) => {
  install(name, made);
  const { connectors, problems, told } = await opened(name, "first-shop");
  expect(connectors.size).toBe(builtIn.size + 1);
  expect(problems).toEqual([expect.objectContaining({ name, why: "unfit", says: expect.stringContaining(why) })]);
  expect(told).toEqual(problems.map(({ says }) => says));
});

test("two packages of one id: the first is loaded, the second told", async () => {
  install("twin", { argosy: { id: "first_shop" }, code: connectorCode("first_shop") });
  const { problems } = await opened("first-shop", "twin");
  expect(problems.map(({ name }) => name)).toEqual(["twin"]);
});

test("a store of a missing package names the one to install", async () => {
  await opened("first-shop");
  rmSync(join(dataDir, "connectors/first-shop"), { recursive: true });
  const { problems, absenceOf } = await opened("first-shop", "@scope/never-there");
  expect(problems.map(({ name, why }) => [name, why])).toEqual([
    ["first-shop", "missing"],
    ["@scope/never-there", "missing"],
  ]);
  expect(textOf(absenceOf("first_shop")?.text ?? "")).toContain("The package first-shop is not installed on this hub.");
  expect(absenceOf("of_nobody")).toBeNull();
  const unnamed = await opened();
  expect(textOf(unnamed.absenceOf("first_shop")?.text ?? "")).toContain("not in the hub's setting CONNECTORS any more");
  expect(JSON.parse(readFileSync(join(dataDir, "connectors/known.json"), "utf8"))).toEqual({
    first_shop: "first-shop",
  });
});

test("a store of another contract's package names the one to replace", async () => {
  install("older-hub", { argosy: { contract: 7 } });
  const { absenceOf } = await opened("older-hub");
  expect(textOf(absenceOf("older_hub")?.text ?? "")).toContain("The installed package older-hub does not fit");
});
