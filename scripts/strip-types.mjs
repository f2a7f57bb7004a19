// Lets Node run the package's TypeScript below node_modules, where its own type stripping refuses to.
//   node --import scripts/strip-types.mjs <file.ts>
// See decision 475.
import { readFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { fileURLToPath } from "node:url";

const root = new URL("..", import.meta.url).href;

/** This package's own files, not those of packages nested below it. */
const isOurs = (url) =>
  url.startsWith(root) && url.endsWith(".ts") && !url.slice(root.length).startsWith("node_modules/");

registerHooks({
  load(url, context, nextLoad) {
    if (!isOurs(url)) return nextLoad(url, context);
    const source = stripTypeScriptTypes(readFileSync(fileURLToPath(url), "utf8"));
    return { format: "module", shortCircuit: true, source };
  },
});
