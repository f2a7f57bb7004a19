/**
 * Keeps the shape of the house: the arrows of .dependency-cruiser.cjs, no provider named outside its folder,
 * no file too long to hold in the head. Prints what is wrong and exits with 1.
 */
import { globSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { cruise, type ICruiseOptions, type IRuleSetType } from "dependency-cruiser";

const root = join(import.meta.dirname, "..");
const MAX_LINES = 400;
/** Places that may name a provider: its own folder, the list, and programs that play a seller. */
const MAY_NAME_PROVIDERS = /\.test\.ts$|^src\/connectors\/(index|sandboxes)\.ts$/;

async function brokenArrows(): Promise<string[]> {
  const config = createRequire(import.meta.url)(join(root, ".dependency-cruiser.cjs")) as {
    forbidden: IRuleSetType["forbidden"];
    options: ICruiseOptions;
  };
  const folders = ["src", "test", "bench", "demo", "scripts"].filter(
    (folder) => globSync(`${folder}/**/*.ts`).length > 0,
  );
  const rules: IRuleSetType = { forbidden: config.forbidden ?? [] };
  const { output } = await cruise(folders, { ...config.options, ruleSet: rules, validate: true, baseDir: root });
  if (typeof output === "string") throw new Error("dependency-cruiser gave text where an object was asked for.");
  return output.summary.violations.map((found) => {
    const way = found.cycle
      ? [found.from, ...found.cycle.map((step) => step.name)].join(" -> ")
      : `${found.from} -> ${found.to}`;
    return `${way}  (${found.rule.name})`;
  });
}

function providers(): string[] {
  const folder = join(root, "src/connectors");
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory() && entry.name !== "kit").map((entry) => entry.name);
}

function namedProviders(file: string, text: string, ids: readonly string[]): string[] {
  if (MAY_NAME_PROVIDERS.test(file)) return [];
  const own = /^src\/connectors\/([^/]+)\//.exec(file)?.[1];
  const foreign = ids.filter((id) => id !== own);
  if (foreign.length === 0) return [];
  const quoted = new RegExp(`["'\`](${foreign.join("|")})["'\`]`);
  return text.split("\n").flatMap((line, index) => {
    const found = quoted.exec(line);
    return found ? [`${file}:${index + 1} names the provider ${found[1]} outside its folder`] : [];
  });
}

process.chdir(root);
const ids = providers();
const problems = await brokenArrows();
for (const file of globSync("{src,test,bench,demo,scripts}/**/*.ts")) {
  const path = file.replaceAll("\\", "/");
  const text = readFileSync(file, "utf8");
  const lines = text.split("\n").length - 1;
  if (lines > MAX_LINES) problems.push(`${path} has ${lines} lines; ${MAX_LINES} is the most`);
  if (path.startsWith("src/")) problems.push(...namedProviders(path, text, ids));
}
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(problems.length === 0 ? "The structure holds.\n" : `${problems.length} structure problems.\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
