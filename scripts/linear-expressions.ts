/**
 * Every regular expression the hub runs takes time linear in the text it reads. Which do was checked once by recheck
 * (`npm run expressions`) and is kept by the expression's own text, so that a run of the tests only compares lists.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const root = join(import.meta.dirname, "..");
export const VERIFIED = join(root, "scripts/linear-expressions.json");

/** Not linear, and why that costs nothing: what they read has a bound, or is the hub's own. */
export const ALLOWED: Readonly<Record<string, string>> = {
  "/\\B(?=(?:\\d{3})+$)/g": "the digits of an amount, at most 19 before the point",
  "/^\\s*([\\w-]+)\\s*=\\s*((?:[!-~]| )*?)\\s*$/": "a setting of the operator, read at the start",
  '/"throttleStatus"\\s*:\\s*\\{[^}]*?"maximumAvailable"\\s*:\\s*([\\d.]+)[^}]*?"currentlyAvailable"\\s*:\\s*([\\d.]+)[^}]*?"restoreRate"\\s*:\\s*([\\d.]+)/':
    "the last 1,500 characters of an answer (learnCost)",
  "/(return|reverse|rto)\\w* (shipping|logistics|freight|delivery|postage)|(shipping|logistics|postage)\\w* return/":
    "at most 200 characters (kindOfWord)",
  "/(shipping|logistics|postage|freight|delivery|courier)\\w* (fee|charge|cost|commission|deduction|recovery|label)|^postage$|shipping label/":
    "at most 200 characters (kindOfWord)",
  "/[^A-Za-z0-9]+(.)/g": "addresses of the hub's own routes, at the start",
  "/<script>([\\s\\S]*?)<\\/script>/g": "the dashboard's own page, at the start",
  "/^[\\s\\S]*?<svg[^>]*>/": "logos of connectors, files of the hub",
  "/\\w:\\/\\/|\\bmailto:|\\b[wW]{3}\\.|[^\\s@]@[^\\s@]+\\.\\p{L}|[\\p{L}\\p{N}][\\p{L}\\p{N}-]*[\\p{L}\\p{N}]\\.(?:\\p{Ll}{2,24}|\\p{Lu}{2,24}|[\\p{Lo}]{2,24})(?![\\p{L}\\p{N}])/u":
    "at most 200 characters (isPlainName)",
  "/^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$/": "at most 254 characters (normaliseEmail)",
};

/** Programs that read the project's own files, and what only tests load. */
const OWN =
  /\.test\.ts$|(^|\/)(sandbox|sandboxes|testing|conformance|mutants|fixtures|db)\/|\/(sandbox|testing|fidelity|samples|spec|mutants)[^/]*\.ts$/;

/** Repeats without an end are all that takes longer the longer a text is; a sign that only looks like one is checked too. */
const isRepeating = (literal: string): boolean => /[*+]|\{\d+,\}/.test(literal);

export function expressionsIn(file: string, text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return found.filter(isRepeating);
}

/** The expressions of the hub, each with the files it stands in. */
export function expressionsOfHub(): Map<string, string[]> {
  const files = globSync("src/**/*.ts", { cwd: root })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !OWN.test(file));
  const found = new Map<string, string[]>();
  for (const file of files.sort())
    for (const literal of expressionsIn(file, readFileSync(join(root, file), "utf8")))
      found.set(literal, [...(found.get(literal) ?? []), file]);
  return found;
}

export const verified = (): string[] => JSON.parse(readFileSync(VERIFIED, "utf8"));

export function partsOf(literal: string): { readonly source: string; readonly flags: string } {
  const end = literal.lastIndexOf("/");
  return { source: literal.slice(1, end), flags: literal.slice(end + 1) };
}
