/** What each file depends on: files it imports, and files and folders it reads or starts by a path in quotes. */
import { type Import, importsOf } from "../imports.ts";
import { kindOf } from "../test-kinds.ts";
import { existingPaths, namedPaths } from "./named-paths.ts";

export interface Source {
  /** Path from the project's root. */
  readonly file: string;
  readonly text: string;
}

/** By file. A folder ends in a slash, and the project's root is "". */
export type Dependencies = ReadonlyMap<string, ReadonlySet<string>>;

const CONFIG = "vitest.config.ts";
/** What runs before every test file. */
const SETUP = [
  CONFIG,
  "src/db/test-server.ts",
  "test/support/announce-file.ts",
  "test/support/compile-cache.ts",
  "test/support/compile-cache-for-hubs.ts",
];
/** They lead to every connector, and every hub imports them: a test depends on the connectors it names. */
const REGISTRY: ReadonlySet<string> = new Set(["src/connectors/index.ts", "src/sandboxes/index.ts"]);
const CONNECTORS = "src/connectors/";
const SANDBOXES = "src/sandboxes/";
/** Product code looks for a logo or a screen in these folders; the tests that read all of one name it themselves. */
const TOO_BROAD: ReadonlySet<string> = new Set(["src/", "web/", "web/src/", CONNECTORS, SANDBOXES]);
const WALKS_REGISTRY = /[sS]andboxProviders\(|\bconnectors\.(?:values|keys|entries)\(|(?:\.\.\.|\bof )connectors\b/;
const GUIDE = /docs\/providers\/(\w+)\.md/g;
const LISTS_REPOSITORY = /"ls-files"/;

/** A file that is gone may be what changed. */
const isOurs = (kind: Import["kind"]): boolean => kind === "file" || kind === "missing";
export const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file);
const isProduct = (file: string): boolean => /^(src|web|sdk|cli)\//.test(file) && !isTest(file);
/** The connector that a file belongs to, or emulates the platform of. */
const connectorOf = (file: string): string | undefined =>
  /^src\/(?:connectors|sandboxes)\/(?!kit\/)([^/]+)\//.exec(file)?.[1];

/** `paths`: every file of the project, also those that are no source. */
export function dependenciesOf(sources: readonly Source[], paths: readonly string[]): Dependencies {
  const existing = existingPaths(paths);
  const folders = foldersByProvider(sources);
  const named = new RegExp(`["'\`](${[...folders.keys()].join("|")})["'\`]`, "g");
  return new Map(
    sources.map(({ file, text }) => {
      const all = new Set<string>();
      for (const { kind, isTypeOnly, to } of importsOf(file, text)) if (isOurs(kind) && !isTypeOnly) all.add(to);
      if (file !== CONFIG) for (const path of namedPaths(file, text, existing)) all.add(path);
      const providers = [...text.matchAll(named)].map(([, id = ""]) => `${CONNECTORS}${folders.get(id)}/`);
      addConnectors({ file, text }, providers, all);
      // Product code names pages of docs only as links.
      if (isProduct(file)) for (const one of all) if (TOO_BROAD.has(one) || one.startsWith("docs/")) all.delete(one);
      if (isTest(file)) addForTests({ file, text }, all);
      return [file, all];
    }),
  );
}

function addConnectors({ file, text }: Source, providers: readonly string[], all: Set<string>): void {
  if (REGISTRY.has(file)) {
    for (const one of all) if (connectorOf(one) !== undefined) all.delete(one);
    return;
  }
  for (const folder of providers) if (!file.startsWith(folder)) all.add(folder);
  const importsRegistry = [...REGISTRY].some((one) => all.has(one));
  if (importsRegistry && (WALKS_REGISTRY.test(text) || (isTest(file) && providers.length === 0))) all.add(CONNECTORS);
}

function addForTests({ file, text }: Source, all: Set<string>): void {
  for (const one of SETUP) all.add(one);
  if (kindOf(file) === "browser" || file.startsWith("web/")) all.add("web/");
  const own = connectorOf(file);
  if (own !== undefined) all.add(`${CONNECTORS}${own}/`);
  if (LISTS_REPOSITORY.test(text)) all.add("");
}

/** The folders of connectors by the providers they serve; each provider has a guide. */
function foldersByProvider(sources: readonly Source[]): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  for (const { file, text } of sources) {
    const folder = connectorOf(file);
    if (folder === undefined || isTest(file)) continue;
    folders.set(folder, folder);
    for (const [, id = ""] of text.matchAll(GUIDE)) folders.set(id, folder);
  }
  return folders;
}
