/** What nobody uses: files no program reaches, exports no other file imports, packages nothing names. */
import type { Import } from "./imports.ts";

export interface SourceFile {
  readonly file: string;
  readonly text: string;
}

/** Where programs begin: what is started by hand, by a script, by another process or by a tool. */
const ENTRIES: readonly RegExp[] = [
  /^src\/main\.ts$/,
  /\.test\.ts$/,
  /^scripts\/[^/]+\.ts$/,
  /^scripts\/connector-template[^/]*\//,
  /^(demo|bench|test\/(living|server-faults|soak))\/main\.ts$/,
  /^bench\/(floor-\w+|distributed|generator|order-shop|unlimited-hub)\.ts$/,
  /^src\/sandboxes\/\w+\/(fidelity|index|courier)\.ts$/,
  // Commands of the kit's package.
  /^src\/connectors\/kit\/conformance\/package\/(check|tests)\.ts$/,
  /^src\/sandboxes\/woocommerce\/generate-routes\.ts$/,
  /^(sdk\/index|web\/src\/(start|main|offline\/dashboard-worker|register\/(main|worker))|web\/src\/ui\/remove-scroll)\.tsx?$/,
  // Programs of their own, and what the test runner loads.
  /^src\/engine\/(?:document-processes|file-processes)\/program\.ts$/,
  /^cli\/main\.ts$/,
  /^src\/connectors\/custom_api\/(expressions-process|linear-regexp)\.ts$/,
  /^(src\/db\/test-server|test\/support\/(announce-file|client-types|compile-cache|compiled))\.ts$/,
  /\.config\.ts$/,
];

/** Files nothing reaches from where programs begin. */
export function unusedFiles(files: readonly string[], imports: readonly Import[]): string[] {
  const next = Map.groupBy(
    imports.filter(({ kind }) => kind === "file"),
    ({ from }) => from,
  );
  const reachable = new Set(files.filter(isEntry));
  for (const file of reachable) for (const { to } of next.get(file) ?? []) reachable.add(to);
  return files.filter((file) => !reachable.has(file));
}

const isEntry = (file: string): boolean => ENTRIES.some((entry) => entry.test(file));

const IMPORT = /^(?:import|export)\s+(?:type\s)?([\w*{}\s,$]+?)\sfrom\s+"([^"\n]+)"/gm;
const DYNAMIC = /\bimport\(\s*"([^"\n]+)"/g;
const DECLARED = /^export (?:async )?(?:const|let|function\*?|class|interface|type) (\w+)/gm;
const TYPE = /^export (?:interface|type) (\w+)/gm;
const LISTED = /^export (?:type )?\{([^}]*)\}/gm;

const namesOf = (list: string): { readonly own: string; readonly as: string }[] =>
  list
    .split(",")
    .map((part) => part.trim().replace(/^type /, ""))
    .filter((part) => part !== "")
    .map((part) => {
      const [own = "", as = own] = part.split(" as ");
      return { own, as };
    });

/**
 * Exports that no other file imports, as `file: name`. A type that its own file names may be exported, so that who gets
 * a value of it can name it. `resolve` answers the path an import means.
 */
export function unusedExports(
  sources: readonly SourceFile[],
  resolve: (from: string, target: string) => string,
): string[] {
  const used = new Set<string>();
  // Of what is imported as a whole, what the importing file names is used.
  const whole = new Map<string, string[]>();
  const passedOn = new Map<string, string>();
  for (const { file, text } of sources) {
    const all = (target: string) => {
      const to = resolve(file, target);
      whole.set(to, [...(whole.get(to) ?? []), text]);
    };
    for (const [statement, names = "", target = ""] of text.matchAll(IMPORT)) {
      if (names === "*" && statement.startsWith("export")) passedOn.set(resolve(file, target), file);
      else if (names.includes("*")) all(target);
      const list = /\{([^}]*)\}/.exec(names)?.[1] ?? "";
      for (const { own } of namesOf(list)) used.add(`${resolve(file, target)}: ${own}`);
    }
    for (const [, target = ""] of text.matchAll(DYNAMIC)) all(target);
  }
  const isUsed = (file: string, name: string): boolean => {
    const on = passedOn.get(file);
    const isNamed = (other: string) => word(name).test(other);
    return (
      used.has(`${file}: ${name}`) ||
      (whole.get(file)?.some(isNamed) ?? false) ||
      (on !== undefined && isUsed(on, name))
    );
  };
  return sources
    .filter(({ file }) => !isEntry(file))
    .flatMap(({ file, text }) => exportsOf(text).map((name) => ({ file, name })))
    .filter(({ file, name }) => !isUsed(file, name))
    .map(({ file, name }) => `${file}: ${name}`);
}

/** Tests, and what is made for them. */
const OF_TESTS = /\.test\.tsx?$|(?:^|\/)(?:testing|samples)[\w-]*(?:\/|\.ts$)|-samples?\.ts$|^test\//;
/** Programs beside the product: what they export is for their tests too. */
const BESIDE = /^src\/sandboxes\/|\/(?:sandbox[\w-]*|fixtures|conformance)(?:\/|\.ts$)|\/spec\.ts$|^scripts\//;

/** Comments may name what no code does. */
const COMMENTS = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;

/**
 * Exports that only tests name, as `file: name`: no product file imports them, and their own file does no more than
 * declare them.
 */
export function testedOnly(
  sources: readonly SourceFile[],
  resolve: (from: string, target: string) => string,
): string[] {
  const product = sources.filter(({ file }) => !OF_TESTS.test(file));
  const code = new Map(product.map(({ file, text }) => [file, text.replace(COMMENTS, "")]));
  return unusedExports(product, resolve).filter((found) => {
    const [file = "", name = ""] = found.split(": ");
    return !BESIDE.test(file) && (code.get(file)?.split(word(name)).length ?? 0) <= 2;
  });
}

const word = (name: string): RegExp => new RegExp(`\\b${name}\\b`);

function exportsOf(text: string): string[] {
  const types = new Set([...text.matchAll(TYPE)].map(([, name = ""]) => name));
  const declared = [...text.matchAll(DECLARED)].map(([, name = ""]) => name);
  const listed = [...text.matchAll(LISTED)].flatMap(([, list = ""]) => namesOf(list).map(({ as }) => as));
  const isNamedHere = (name: string) => text.split(word(name)).length > 2;
  return [...declared.filter((name) => !types.has(name) || !isNamedHere(name)), ...listed];
}

/** Packages that are read by their path, run as programs or wanted by another package, not imported. */
const NOT_IMPORTED = new Set([
  "@biomejs/biome",
  "@fontsource/noto-sans",
  "@fontsource/noto-sans-arabic",
  "node",
  "typescript",
  "typescript7",
]);

/** Packages that no file names; the types of one go with it. */
export function unusedPackages(packages: readonly string[], sources: readonly SourceFile[]): string[] {
  const text = sources.map((source) => source.text).join("\n");
  const isNamed = (name: string) => [`"${name}"`, `"${name}/`].some((quoted) => text.includes(quoted));
  return packages.filter((name) => {
    const typed = name.startsWith("@types/") ? name.slice("@types/".length) : undefined;
    return !NOT_IMPORTED.has(name) && !isNamed(name) && !(typed && (typed === "node" || isNamed(typed)));
  });
}
