/**
 * Makes a connector's folder from the template: a small shop API with its sandbox, passing every contract test of its ports.
 *   npm run new-connector -- <id> [name]
 *   npm run new-connector -- --graphql <id> [name]             of a platform whose API is GraphQL
 *   npm run new-connector -- --oauth <id> [name]               whose accounts are connected by a consent page, with PKCE
 *   npm run new-connector -- --polling <id> [name]             that sends no webhooks
 *   npm run new-connector -- --package <folder> <id> [name]    as a package of its own, outside this repository
 *   npm run new-connector -- --package <folder> --spec openapi.yml --operations orders,inventory <id> [name]
 *                                                              with calls, schemas and sandbox routes of a description
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { makeConnector, makePackage, nameOf } from "./connector-maker.ts";
import { describedFiles, readDescriptions } from "./connector-spec.ts";

const root = join(import.meta.dirname, "..");
const { values, positionals } = parseArgs({
  options: {
    graphql: { type: "boolean" },
    oauth: { type: "boolean" },
    polling: { type: "boolean" },
    package: { type: "string" },
    spec: { type: "string", multiple: true },
    operations: { type: "string" },
  },
  allowPositionals: true,
});
const { package: folder, spec, operations, ...variant } = values;
const [id = "", ...texts] = positionals;
const fail = (text: string): never => {
  process.stderr.write(`${text}\n`);
  process.exit(1);
};
if (!/^[a-z][a-z0-9_]{1,40}$/.test(id))
  fail(
    "Usage: npm run new-connector -- [--graphql] [--oauth] [--polling] [--package <folder> [--spec <file> [--operations <word,word>]]] <id> [name]; an id is small letters, digits and _.",
  );
if (existsSync(join(root, "src/connectors", id))) fail(`There is a connector "${id}" already.`);
if (spec !== undefined && folder === undefined) fail("--spec is for packages: give --package <folder> too.");
const name = texts.join(" ") || nameOf(id);
if (folder !== undefined) {
  const place = resolve(folder);
  if (existsSync(place)) fail(`${place} is there already.`);
  const packageName = `argosy-${basename(place)}`;
  const described = operations?.split(",") ?? [];
  const { files: more, notes } =
    spec === undefined
      ? { files: [], notes: [] }
      : describedFiles(readDescriptions(spec.map((path) => resolve(path))), { id, words: described });
  for (const note of notes) process.stderr.write(`The description is wrong about ${note}\n`);
  const files = makePackage({ folder: place, packageName, id, name, more, ...variant });
  process.stdout.write(`${files.map((file) => join(place, file)).join("\n")}

It works as it is, against its sandbox:  cd ${place} && npm install && npm test
Until the kit is in your registry:       npm pack in connector-kit, and npm install --save-dev <the file it writes>
Now replace the template's facts by the platform's own, each with its source: docs/adding-a-connector.md.
`);
  process.exit(0);
}
const made = makeConnector({ root, id, name, ...variant });
const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
spawnSync(process.execPath, [biome, "check", "--write", ...made], { cwd: root, stdio: "ignore" });
process.stdout.write(`${made.join("\n")}\n\n`);
// Its row in the README and docs/connectors.md, and the variables it reads in docs/configuration.md.
for (const [script, ...args] of [["conformance", id], ["configuration"]])
  spawnSync(process.execPath, [join(root, `scripts/${script}.ts`), ...args], { cwd: root, stdio: "inherit" });
process.stdout.write(`
It works as it is, against its sandbox:  npm test -- src/connectors/${id}
Now replace the template's facts by the platform's own, each with its source: docs/adding-a-connector.md.
`);
