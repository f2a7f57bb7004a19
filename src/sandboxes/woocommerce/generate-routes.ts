/**
 * Rewrites generated/routes.json from a shop's own REST index (`GET /wp-json/wc/v3` of WooCommerce 10.2.4):
 * methods and argument rules without the prose. Run: node generate-routes.ts <index.json> <index.fulfillments.json>
 */
import { readFileSync, writeFileSync } from "node:fs";

type Tree = { [key: string]: unknown };

/** Areas nobody syncs; their routes stay out of the emulator. */
const LEFT_OUT = /\/(marketplace|layout-templates|reviews|custom-fields|suggested-products|slug-suggestion|tools)\b/;
/** Prose and presentation; what is left decides whether an argument is accepted. */
const PROSE = new Set(["description", "context", "readonly", "title"]);

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function rules(value: unknown, isNames: boolean): unknown {
  if (Array.isArray(value)) return value.map((inner) => rules(inner, false));
  if (!isTree(value)) return value;
  const retained = Object.entries(value).filter(([key, inner]) => isNames || !PROSE.has(key) || isTree(inner));
  return Object.fromEntries(
    retained
      .filter(([key, inner]) => isNames || !(key === "required" && inner === false))
      .map(([key, inner]) => [key, rules(inner, key === "properties" || key === "args")]),
  );
}

const routes: Tree = {};
for (const file of process.argv.slice(2)) {
  const index: unknown = JSON.parse(readFileSync(file, "utf8"));
  const found = isTree(index) && isTree(index["routes"]) ? index["routes"] : {};
  for (const [path, route] of Object.entries(found)) {
    if (!isTree(route) || LEFT_OUT.test(path)) continue;
    routes[path] = { methods: route["methods"], endpoints: rules(route["endpoints"], false) };
  }
}
writeFileSync(new URL("./generated/routes.json", import.meta.url), `${JSON.stringify(routes)}\n`);
