/**
 * Mantine's styles without those of components that no screen shows: a third of them, which every page would read before
 * it is drawn. Their order stays: which of two rules counts depends on it.
 */
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

/** What main.tsx imports. */
const ALL = "/@mantine/core/styles.layer.css";
/** What each of Mantine's style sheets begins with; it ends with its brace. */
const LAYER = "@layer mantine {";

const matched = (files: readonly string[], pattern: RegExp): string[] =>
  files.flatMap((file) => [...readFileSync(file, "utf8").matchAll(pattern)].map(([, found = ""]) => found));

/** The components that our code and Mantine's packages beside the core name, and those they are made of. */
function usedComponents(core: string): ReadonlySet<string> {
  const folder = join(core, "esm/components");
  const sources = [
    ...globSync(`${import.meta.dirname}/src/**/*.{ts,tsx}`),
    ...globSync(`${dirname(core)}/{notifications,spotlight}/esm/**/*.mjs`),
  ];
  const used = new Set<string>();
  const use = (name: string) => {
    if (used.has(name) || !existsSync(join(folder, name))) return;
    used.add(name);
    const files = globSync(`${folder}/${name}/**/*.mjs`);
    for (const other of matched(files, /from "(?:\.\.\/)+([A-Z]\w+)\//g)) use(other);
  };
  for (const list of matched(sources, /import\s+\{([^}]*)\}\s+from\s+"@mantine\/core"/g))
    for (const name of list.match(/\w+/g) ?? []) use(name);
  return used;
}

function withoutUnused(all: string, core: string): string {
  const used = usedComponents(core);
  let left = all;
  for (const file of readdirSync(join(core, "styles")).filter((each) => each.endsWith(".layer.css"))) {
    const name = file.slice(0, -".layer.css".length);
    if (used.has(name) || !existsSync(join(core, "esm/components", name))) continue;
    const own = readFileSync(join(core, "styles", file), "utf8")
      .trim()
      .slice(LAYER.length, -1)
      .trim();
    if (!left.includes(own)) throw new Error(`Mantine's styles hold those of ${name} in another form.`);
    left = left.replace(own, "");
  }
  return left;
}

export const usedStyles: Plugin = {
  name: "used-styles",
  // Before Vite reads it as a style sheet.
  enforce: "pre",
  transform: (code, id) => (id.endsWith(ALL) ? withoutUnused(code, dirname(id)) : undefined),
};
