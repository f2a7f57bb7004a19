import { existsSync } from "node:fs";
import { dirname, posix } from "node:path";

/** One import of a file: of another file of the project, of a package, or of something that is not there. */
export interface Import {
  readonly from: string;
  readonly line: number;
  readonly kind: "file" | "package" | "node" | "missing";
  /** Path from the project's root, or the package's name. */
  readonly to: string;
  readonly isTypeOnly: boolean;
}

// Statements as the formatter leaves them: at the start of a line, the source in double quotes. A line that starts
// inside a template text may look like one; none of ours does.
const STATEMENT = /^(?:import|export)\s+(type\s)?(?:[\w*{}\s,$]+?\sfrom\s+)?"([^"\n]+)"/gm;
const CALL = /\bimport\(\s*"([^"\n]+)"/g;

/** Every static and dynamic import of a TypeScript file; `path` and the results are relative to the project's root. */
export function importsOf(path: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (index: number, target: string, isTypeOnly: boolean) => {
    const line = text.slice(0, index).split("\n").length;
    found.push({ from: path, line, isTypeOnly, ...resolveTarget(path, target) });
  };
  for (const match of text.matchAll(STATEMENT)) add(match.index, match[2] ?? "", match[1] !== undefined);
  for (const match of text.matchAll(CALL)) add(match.index, match[1] ?? "", false);
  return found;
}

function resolveTarget(from: string, target: string): Pick<Import, "kind" | "to"> {
  if (target.startsWith(".")) {
    const to = posix.normalize(posix.join(dirname(from), target));
    return { kind: existsSync(to) ? "file" : "missing", to };
  }
  if (target.startsWith("node:")) return { kind: "node", to: target };
  const parts = target.split("/");
  return { kind: "package", to: target.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? target) };
}

/** The simulated worlds' own: their steps and their world are one thing in several files. */
const MAY_KNOW_EACH_OTHER = /^test\/sim\//;

/** Circles among files, types counted, each named once, from its first file back to it. */
export function circles(imports: readonly Import[]): string[][] {
  const arrows = imports.filter(
    ({ kind, from, isTypeOnly }) => kind === "file" && !(isTypeOnly && MAY_KNOW_EACH_OTHER.test(from)),
  );
  return circlesOf(arrows.map(({ from, to }) => [from, to]));
}

/** What tests stand on may build a world of several subjects. */
const FOR_TESTS = /(\.test|\/testing|\/samples)\.ts$/;

/** Whoever changes something in one of these reads the subjects below it, and no others (decision 198). */
const WITHOUT_KNOTS: readonly string[] = [
  // One a line, however few they are.
  "src/connectors/kit/",
  "src/engine/",
  "src/hub/",
  "web/src/",
];

/** What is wrong with the subjects of the folders above, each knot told once. */
export function knotProblems(imports: readonly Import[]): string[] {
  const found = WITHOUT_KNOTS.flatMap((folder) =>
    knots(imports, folder).map((subjects) => `${folder}: ${subjects.join(" -> ")} is a knot of subjects`),
  );
  return [...new Set(found)];
}

/** The dashboard's table of routes: subjects hang their screens into it, and it leads to all of them. */
const KNOWS_EVERY_SCREEN = /^web\/src\/routing\//;
/** They import nothing; the dashboard's list of them (web/src/i18n) needs no subject for it. */
const TEXTS = /^web\/src\/.*\/messages\/\w+\.json$/;

const joinsSubjects = ({ from, to }: Import): boolean =>
  !FOR_TESTS.test(from) && !KNOWS_EVERY_SCREEN.test(from) && !TEXTS.test(to);

/** Circles among the subjects of a folder (its folders, and the files beside them), types counted. */
function knots(imports: readonly Import[], folder: string): string[][] {
  const subject = (file: string) => (file.startsWith(folder) ? file.slice(folder.length).split("/")[0] : undefined);
  return circlesOf(
    imports.filter(joinsSubjects).flatMap(({ from, to }) => {
      const [a, b] = [subject(from), subject(to)];
      return a === undefined || b === undefined || a === b ? [] : [[a, b] as const];
    }),
  );
}

function circlesOf(arrows: readonly (readonly [string, string])[]): string[][] {
  const next = Map.groupBy(arrows, ([from]) => from);
  const found: string[][] = [];
  const done = new Set<string>();
  const walk = (place: string, trail: readonly string[]) => {
    const start = trail.indexOf(place);
    if (start >= 0) found.push([...trail.slice(start), place]);
    if (start >= 0 || done.has(place)) return;
    for (const [, to] of next.get(place) ?? []) walk(to, [...trail, place]);
    done.add(place);
  };
  for (const place of next.keys()) walk(place, []);
  return found;
}
