/**
 * Mantine's styles, without those of components that no screen shows, in two sheets: of what frames every screen, and of the
 * rest, which comes with the first screen that shows any of it. Every page reads the first before anything is drawn.
 *
 * Their order stays in each, because which of two rules counts depends on it. Between them it changes nothing: what the
 * frame is made of is in the frame.
 */
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

/** Mantine's components in the frame's script (vite.config.ts). */
export const FRAME_COMPONENTS: ReadonlySet<string> = new Set([
  ...["ActionIcon", "Alert", "Anchor", "Badge", "Box", "Burger", "Button", "Center", "CloseButton", "Divider", "Group"],
  ...["Kbd", "Loader", "Paper", "Skeleton", "Stack", "Text", "ThemeIcon", "Title", "Transition", "UnstyledButton"],
]);

/** What main.tsx imports. */
const FIRST = "/@mantine/core/styles.layer.css";
const LATER = `${FIRST}?later`;
/** The class names of a component: whoever draws it has them. */
const CLASSES = /^(.*)\/@mantine\/core\/esm\/components\/(\w+)\/.*\.module\.mjs$/;
/** What each of Mantine's style sheets begins with; it ends with its brace. */
const LAYER = "@layer mantine {";

const matched = (files: readonly string[], pattern: RegExp): string[] =>
  files.flatMap((file) => [...readFileSync(file, "utf8").matchAll(pattern)].map(([, found = ""]) => found));

const isFirst = (name: string): boolean => FRAME_COMPONENTS.has(name) || /^[a-z]/.test(name);

const isComponent = (core: string, name: string): boolean => existsSync(join(core, "esm/components", name));

/** The components of these names, and those they are made of. */
function withTheirParts(core: string, names: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>();
  const take = (name: string) => {
    if (found.has(name) || !isComponent(core, name)) return;
    found.add(name);
    const files = globSync(`${core}/esm/components/${name}/**/*.mjs`);
    for (const part of matched(files, /from "(?:\.\.\/)+([A-Z]\w+)\//g)) take(part);
  };
  for (const name of names) take(name);
  return found;
}

/** What our code and Mantine's packages beside the core import. */
function importedNames(core: string): string[] {
  const sources = [
    ...globSync(`${import.meta.dirname}/src/**/*.{ts,tsx}`, { exclude: ["**/*.test.ts"] }),
    ...globSync(`${dirname(core)}/{notifications,spotlight}/esm/**/*.mjs`),
  ];
  return matched(sources, /import\s+\{([^}]*)\}\s+from\s+"@mantine\/core"/g).flatMap(
    (list) => list.match(/\w+/g) ?? [],
  );
}

/** Of all styles those that are wanted, by component. What goes for the whole page begins small: global, baseline. */
function stylesOf(core: string, isRequested: (name: string) => boolean): string {
  let left = readFileSync(join(core, "styles.layer.css"), "utf8");
  for (const file of readdirSync(join(core, "styles")).filter((each) => each.endsWith(".layer.css"))) {
    const name = file.slice(0, -".layer.css".length);
    const own = readFileSync(join(core, "styles", file), "utf8")
      .trim()
      .slice(LAYER.length, -1)
      .trim();
    if (!left.includes(own)) throw new Error(`Mantine's styles hold those of ${name} in another form.`);
    if (!isRequested(name)) left = left.replace(own, "");
  }
  return left;
}

function frameStyles(core: string): string {
  const missing = [...withTheirParts(core, FRAME_COMPONENTS)].filter((each) => !FRAME_COMPONENTS.has(each));
  if (missing.length > 0) throw new Error(`The frame is also made of ${missing.join(", ")}: name it there.`);
  return stylesOf(core, isFirst);
}

function laterStyles(core: string): string {
  const used = withTheirParts(core, importedNames(core));
  // What is no component of its own, the layout of boxes to tick for instance, is part of many.
  return stylesOf(core, (name) => !isFirst(name) && (used.has(name) || !isComponent(core, name)));
}

export const usedStyles: Plugin = {
  name: "used-styles",
  // While one develops, all of them.
  apply: "build",
  // Before Vite reads it as a style sheet.
  enforce: "pre",
  transform: (code, id) => {
    if (id.endsWith(FIRST)) return frameStyles(dirname(id));
    if (id.endsWith(LATER)) return laterStyles(dirname(id));
    const [, modules, component = ""] = CLASSES.exec(id) ?? [];
    if (modules === undefined || FRAME_COMPONENTS.has(component)) return undefined;
    return `import ${JSON.stringify(modules + LATER)};\n${code}`;
  },
};
