/**
 * Makes a connector's folder from the template: a small shop API with its sandbox, passing every contract test of its ports.
 *   npm run new-connector -- <id> [name]
 *   npm run new-connector -- --graphql <id> [name]   of a platform whose API is GraphQL
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { makeConnector, nameOf } from "./connector-maker.ts";

const root = join(import.meta.dirname, "..");
const given = process.argv.slice(2);
const graphql = given.includes("--graphql");
const [id = "", ...words] = given.filter((word) => word !== "--graphql");
if (!/^[a-z][a-z0-9_]{1,40}$/.test(id)) {
  process.stderr.write(
    "Usage: npm run new-connector -- [--graphql] <id> [name]; an id is small letters, digits and _.\n",
  );
  process.exit(1);
}
if (existsSync(join(root, "src/connectors", id))) {
  process.stderr.write(`There is a connector "${id}" already.\n`);
  process.exit(1);
}
const made = makeConnector({ root, id, name: words.join(" ") || nameOf(id), graphql });
const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
spawnSync(process.execPath, [biome, "check", "--write", ...made], { cwd: root, stdio: "ignore" });
process.stdout.write(`${made.join("\n")}

It works as it is, against its sandbox:  npm test -- src/connectors/${id}
Now replace the template's facts by the platform's own, each with its source: docs/adding-a-connector.md.
Then  npm run conformance  writes its row into the README and docs/connectors.md.
`);
