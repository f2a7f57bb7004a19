/** Which test files a call of `npm test` runs, and what it says of the others. */
import { parseArgs } from "node:util";
import { type Kind, kindOf, kinds } from "../test-kinds.ts";
import { tierOf } from "../test-tiers.ts";
import { type Check, dueFiles, whenLeftOutAreDue } from "./due.ts";

export type Request =
  | { readonly mode: "first" | "all" | "rest" | "due" }
  | { readonly mode: "changed"; readonly base: string | undefined }
  | { readonly mode: "paths"; readonly kind: Kind | undefined; readonly paths: readonly string[] };

export interface Selection {
  readonly files: readonly string[];
  /** Files that another call runs are not left out by this one; absent: it chooses among all. */
  readonly among?: readonly string[];
  /** Parts of paths as they were typed, for the test runner to resolve. */
  readonly typed?: readonly string[];
  /** With the lint, types, build and structure checks. */
  readonly withStatics: boolean;
  /** How the others are run; undefined where the call itself names its files. */
  readonly others?: string;
}

/** Throws an Error that says what is wrong with the arguments. */
export function requestOf(argv: readonly string[]): Request {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: {
      kind: { type: "string" },
      all: { type: "boolean", default: false },
      rest: { type: "boolean", default: false },
      due: { type: "boolean", default: false },
      changed: { type: "boolean", default: false },
    },
    allowPositionals: true,
  });
  const modes = (["all", "rest", "due", "changed"] as const).filter((mode) => values[mode]);
  const [mode] = modes;
  if (modes.length > 1 || (mode !== undefined && values.kind !== undefined))
    throw new Error("Only one of --all, --rest, --due, --changed and --kind can be given.");
  if (mode === "changed") {
    if (positionals.length > 1) throw new Error("--changed takes one commit to compare with.");
    return { mode, base: positionals[0] };
  }
  if (mode !== undefined) {
    if (positionals.length > 0) throw new Error(`--${mode} takes no paths.`);
    return { mode };
  }
  if (values.kind === undefined && positionals.length === 0) return { mode: "first" };
  const kind = kinds.find((one) => one === values.kind);
  if (values.kind !== undefined && kind === undefined)
    throw new Error(`There are no tests of the kind "${values.kind}"; the kinds are ${kinds.join(", ")}.`);
  return { mode: "paths", kind, paths: positionals };
}

/** What a selection may need to know of the history, asked for only where it does. */
export interface History {
  /** Test files that what changed since a commit can reach. */
  readonly affected: (base: string | undefined) => readonly string[];
  readonly check: () => Check;
}

/** `files`: every test file. */
export function select(request: Request, files: readonly string[], history: History): Selection {
  switch (request.mode) {
    case "first":
      return {
        files: files.filter((file) => tierOf(file) === "first"),
        withStatics: true,
        others: "`npm test -- --rest` runs them, `npm test -- --all` everything.",
      };
    case "all":
      return { files, withStatics: true };
    case "rest":
      return { files: files.filter((file) => tierOf(file) === "rest"), withStatics: false };
    case "due": {
      const rest = files.filter((file) => tierOf(file) === "rest");
      const check = history.check();
      return { files: dueFiles(rest, check), among: rest, withStatics: false, others: whenLeftOutAreDue(check) };
    }
    case "changed":
      return {
        files: history.affected(request.base),
        withStatics: true,
        others: "`npm test -- --all` runs everything.",
      };
    case "paths":
      return named(request, files);
  }
}

function named(request: Extract<Request, { readonly mode: "paths" }>, files: readonly string[]): Selection {
  const chosen = files.filter((file) => isMeant(file, request));
  if (request.kind === undefined) return { files: chosen, typed: request.paths, withStatics: false };
  if (chosen.length === 0) throw new Error(`No ${request.kind} test has ${request.paths.join(" and ")} in its path.`);
  return { files: chosen, withStatics: false };
}

/** Of one kind each part narrows; without a kind each adds. */
function isMeant(file: string, { kind, paths }: Extract<Request, { readonly mode: "paths" }>): boolean {
  const has = (part: string) => file.includes(part);
  return kind === undefined ? paths.some(has) : kindOf(file) === kind && paths.every(has);
}

/** Says how many files of each kind are left out; undefined where none is. */
export function leftOut({ files, among, others }: Selection, all: readonly string[]): string | undefined {
  const chosen = new Set(files);
  const byKind = kinds.flatMap((kind) => {
    const count = (among ?? all).filter((file) => kindOf(file) === kind && !chosen.has(file)).length;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  return others === undefined || byKind.length === 0 ? undefined : `Left out: ${byKind.join(", ")} files. ${others}`;
}
