import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, expect, it } from "vitest";
import { makeConnector, makePackage, nameOf } from "./connector-maker.ts";

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

it("connectors made from the templates fit their types and pass every contract test of their ports [B41.1]", () => {
  copyProject();
  const files = makeConnector({ root, id: "acme_market", name: nameOf("acme_market") });
  const more = makeConnector({ root, id: "graph_market", name: nameOf("graph_market"), graphql: true });
  expect(readFileSync(join(root, "src/connectors/graph_market/client.ts"), "utf8")).toContain("graphqlClient");
  expect(files).toContain(join("docs/providers", "acme_market.md"));
  for (const file of [...files, ...more])
    expect(readFileSync(join(root, file), "utf8"), file).not.toMatch(/template.?shop/i);
  expect(readFileSync(join(root, "src/connectors/index.ts"), "utf8")).toContain("[acmeMarket, graphMarket].map");
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
    "src/connectors/acme_market",
    "src/connectors/graph_market",
  ]);
  expect(tests.stdout).toMatch(/Tests\s+(?!.*failed).*\d{2} passed/);
  expect(tests.status).toBe(0);
});

it("a package of its own imports the kit by its name, and says nothing of the template", () => {
  const folder = join(root, "corner-shop");
  const files = makePackage({ folder, packageName: "argosy-corner-shop", id: "corner_shop", name: "Corner Shop" });
  for (const file of files)
    expect(readFileSync(join(folder, file), "utf8"), file).not.toMatch(/template.?shop|\.\.\/\.\.\/src/i);
});
