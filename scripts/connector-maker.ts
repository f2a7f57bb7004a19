/** Copies the template connector into a new folder under another name, in the variant that is asked for. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface Variant {
  /** The platform's API is GraphQL. */
  readonly graphql?: boolean | undefined;
  /** Accounts are connected by a consent page (OAuth 2 with PKCE) instead of a key. */
  readonly oauth?: boolean | undefined;
  /** The platform sends no webhooks. */
  readonly polling?: boolean | undefined;
}

export interface NewConnector extends Variant {
  /** The project's folder. */
  readonly root: string;
  readonly id: string;
  readonly name: string;
}

export interface NewPackage extends Omit<NewConnector, "root"> {
  /** Made where it is not there. */
  readonly folder: string;
  /** What npm calls it. */
  readonly packageName: string;
  /** More of its files, by their paths. */
  readonly more?: readonly { readonly file: string; readonly text: string }[] | undefined;
}

const template = join(import.meta.dirname, "connector-template");
/** What differs in a variant; the rest is the same. */
const graphqlTemplate = join(import.meta.dirname, "connector-template-graphql");
const oauthTemplate = join(import.meta.dirname, "connector-template-oauth");
/** What a package of its own has beside the connector. */
const packageTemplate = join(import.meta.dirname, "connector-package");

/** "my_shop" -> "My Shop". */
export function nameOf(id: string): string {
  return id
    .split("_")
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");
}

/** A package has its sandbox beside the connector, the hub in a folder of its own. */
const SANDBOX_FILE = /^sandbox(?:-[\w-]+)?\.ts$/;
const ofSandbox = (file: string): string => file.replace(/^sandbox-/, "").replace(/^sandbox\.ts$/, "index.ts");
const inSandbox = (text: string): string =>
  text
    .replaceAll("../../src/connectors/kit/", "../../connectors/kit/")
    .replaceAll(/"\.\/(sandbox[\w-]*\.ts)"/g, (_, file: string) => `"./${ofSandbox(file)}"`);
const besideSandbox = (text: string, id: string): string =>
  text
    .replaceAll("../../src/connectors/kit/", "../kit/")
    .replaceAll(/"\.\/(sandbox[\w-]*\.ts)"/g, (_, file: string) => `"../../sandboxes/${id}/${ofSandbox(file)}"`);

/** Writes the folders, the merchant's guide and the catalog's line; answers the files made or changed. */
export function makeConnector({ root, id, name, ...variant }: NewConnector): string[] {
  const folder = join("src/connectors", id);
  const sandbox = join("src/sandboxes", id);
  for (const one of [folder, sandbox]) mkdirSync(join(root, one), { recursive: true });
  const files = sourcesOf(variant).map(({ file, text }) => {
    const renamed = named(text, { id, name }).replaceAll("../../src/commerce/", "../../commerce/");
    const made = SANDBOX_FILE.test(file)
      ? { file: join(sandbox, ofSandbox(file)), text: inSandbox(renamed) }
      : { file: join(folder, file.replaceAll("template_shop", id)), text: besideSandbox(renamed, id) };
    const path = file === "guide.md" ? join("docs/providers", `${id}.md`) : made.file;
    writeFileSync(join(root, path), made.text);
    return path;
  });
  const catalog = join("src/connectors", "index.ts");
  writeFileSync(join(root, catalog), listed(readFileSync(join(root, catalog), "utf8"), id));
  return [...files, catalog];
}

/** Writes the same connector as a package of its own, which imports the kit by its name; answers the files made. */
export function makePackage({ folder, packageName, id, name, more = [], ...variant }: NewPackage): string[] {
  const renamed = (text: string) =>
    named(text, { id, name })
      .replaceAll("argosy-template-shop", packageName)
      .replaceAll(/"\.\.\/\.\.\/src\/connectors\/kit\/([^"]+)\.ts"/g, '"@argosy/connector-kit/$1"')
      .replaceAll(/"\.\.\/\.\.\/src\/commerce\/([^"]+)\.ts"/g, '"@argosy/connector-kit/commerce/$1"');
  const own = readdirSync(packageTemplate).map((file) => ({
    file,
    text: withPeers(file, forVariant(readFileSync(join(packageTemplate, file), "utf8"), variant), variant),
  }));
  // The connector's own README is the package's.
  const sources = sourcesOf(variant).filter(({ file }) => file !== "README.md");
  const isBeside = (file: string) => ["guide.md", "logo.svg"].includes(file);
  const files = [
    ...own,
    ...sources.map(({ file, text }) => ({
      file: isBeside(file) ? file : join("src", file.replaceAll("template_shop", id)),
      text,
    })),
  ];
  mkdirSync(join(folder, "src"), { recursive: true });
  for (const { file, text } of files) writeFileSync(join(folder, file), renamed(text));
  for (const { file, text } of more) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return [...files, ...more].map(({ file }) => file);
}

/** The hub brings its own copy of what a sandbox of a GraphQL API is made of. */
function withPeers(file: string, text: string, { graphql }: Variant): string {
  if (file !== "package.json" || !graphql) return text;
  const { peerDependencies, peerDependenciesMeta, devDependencies, ...rest } = JSON.parse(text);
  const peers = {
    peerDependencies: { ...peerDependencies, graphql: "^17.0.0" },
    peerDependenciesMeta: { ...peerDependenciesMeta, graphql: { optional: true } },
    devDependencies: { ...devDependencies, graphql: "^17.0.0" },
  };
  return `${JSON.stringify({ ...rest, ...peers }, null, 2)}\n`;
}

/** Files of a connector that is sent webhooks. */
const OF_WEBHOOKS = ["webhooks.ts", "subscriptions.ts"];

/** The template's files, those of the variant in place of others. */
function sourcesOf(variant: Variant): { readonly file: string; readonly text: string }[] {
  const folders = [template, ...(variant.graphql ? [graphqlTemplate] : []), ...(variant.oauth ? [oauthTemplate] : [])];
  const files = new Map(folders.flatMap((folder) => readdirSync(folder).map((file) => [file, join(folder, file)])));
  if (variant.polling) for (const file of OF_WEBHOOKS) files.delete(file);
  const read = (path: string) => forVariant(readFileSync(path, "utf8"), variant);
  return [...files].map(([file, path]) => ({
    file,
    text: file === "ar.json" ? arabicOf(folders, read(files.get("words.ts") ?? "")) : read(path),
  }));
}

/** The words of all folders, a later one's in place of another's, as far as `words.ts` has their codes. */
function arabicOf(folders: readonly string[], text: string): string {
  const all: Readonly<Record<string, string>> = Object.assign(
    {},
    ...folders
      .map((folder) => join(folder, "ar.json"))
      .filter(existsSync)
      .map((file) => JSON.parse(readFileSync(file, "utf8"))),
  );
  const codes = [...text.matchAll(/^ {2}"([\w.]+)":/gm)].map(([, code = ""]) => code);
  return `${JSON.stringify(Object.fromEntries(codes.map((code) => [code, all[code]])), null, 2)}\n`;
}

const MARK = /^\s*(?:\/\/|#|<!--) #(?:if (?<trait>\w+)|(?<end>end))(?: -->)?$/;
const MARKED_LINE = /^(?<line>.*\S) +(?:\/\/|#) #if (?<trait>\w+)$/;
const LINE_FOR = /^(?<indent>\s*)(?:\/\/|#|<!--) #for (?<trait>\w+): (?<line>.*?)(?: -->)?$/;

/**
 * What a template says of one variant alone: lines between `// #if oauth` and `// #end`, one that ends with
 * `// #if oauth`, and one that is written `// #for oauth: ...` where two variants would say the same name twice.
 */
function forVariant(text: string, { graphql, oauth, polling }: Variant): string {
  const traits = [graphql ? "graphql" : "rest", oauth ? "oauth" : "key", polling ? "polling" : "webhooks"];
  const has = (trait: string | undefined) => traits.includes(trait ?? "");
  let isStored = true;
  const lines = text.split("\n").flatMap((line) => {
    const mark = MARK.exec(line)?.groups;
    if (mark) {
      isStored = mark.end !== undefined || has(mark.trait);
      return [];
    }
    const marked = (MARKED_LINE.exec(line) ?? LINE_FOR.exec(line))?.groups;
    if (!isStored || (marked && !has(marked.trait))) return [];
    return [marked ? `${marked.indent ?? ""}${marked.line}` : line];
  });
  return `${lines
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim()}\n`;
}

const named = (text: string, { id, name }: Pick<NewConnector, "id" | "name">): string =>
  text
    .replaceAll("../connector-template/", "./")
    .replaceAll("TEMPLATE_SHOP", id.toUpperCase())
    .replaceAll("template_shop", id)
    .replaceAll("Template Shop", name)
    .replaceAll('orderPrefix: "TS"', `orderPrefix: "${id.replaceAll("_", "").slice(0, 2).toUpperCase()}"`);

/** The catalog with one more connector, at the end of its list. */
function listed(text: string, id: string): string {
  const variable = id.replace(/_(.)/g, (_all, letter: string) => letter.toUpperCase());
  const imports = text.lastIndexOf("import {");
  const withImport = `${text.slice(0, imports)}import { connector as ${variable} } from "./${id}/index.ts";\n${text.slice(imports)}`;
  const made = withImport.replace(/\[([^\]]*)\](\.map\(\(connector\))/, (_all, names: string, rest: string) => {
    const all = names
      .split(",")
      .map((one) => one.trim())
      .filter(Boolean);
    return `[${[...all, variable].join(", ")}]${rest}`;
  });
  if (made === withImport) throw new Error("src/connectors/index.ts has no list of connectors to add to.");
  return made;
}
