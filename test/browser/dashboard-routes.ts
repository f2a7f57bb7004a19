/** The dashboard's addresses, as its subjects declare them. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const WEB = join(import.meta.dirname, "../../web/src");
const DECLARED = /\b(?:create|screen|list)Route\(/g;
const ADDRESS = /\b(?:screen|list)Route\(\s*"([^"]+)"|\bcreateRoute\(\{[^}]*?\bpath: "([^"]+)"/g;

/** `/products/$id` and the like; those that only lead on from former addresses are not among them. */
export function dashboardRoutes(): string[] {
  return globSync("*/routes.ts", { cwd: WEB })
    .flatMap((file) => {
      const text = readFileSync(join(WEB, file), "utf8");
      const found = [...text.matchAll(ADDRESS)].map(([, short, long]) => short ?? long ?? "");
      if (found.length !== (text.match(DECLARED)?.length ?? 0))
        throw new Error(`${file} has a route without an address`);
      return found;
    })
    .toSorted();
}

/** The route an address belongs to: the one that says it outright before one with a part left open. */
export function routeOf(path: string, routes: readonly string[]): string | undefined {
  const parts = path.split("/");
  const fits = (route: string) => {
    const expected = route.split("/");
    return expected.length === parts.length && expected.every((part, at) => part.startsWith("$") || part === parts[at]);
  };
  return routes.includes(path) ? path : routes.find(fits);
}
