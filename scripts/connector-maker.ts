/** Copies the template connector into a new folder under another name. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface NewConnector {
  /** The project's folder. */
  readonly root: string;
  readonly id: string;
  readonly name: string;
  /** The platform's API is GraphQL: its calls and its sandbox's server are those of the other template. */
  readonly graphql?: boolean | undefined;
}

export interface NewPackage extends Omit<NewConnector, "root"> {
  /** Made where it is not there. */
  readonly folder: string;
  /** What npm calls it. */
  readonly packageName: string;
}

const template = join(import.meta.dirname, "connector-template");
/** What differs for a GraphQL API; the rest is the same. */
const graphqlTemplate = join(import.meta.dirname, "connector-template-graphql");
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

/** Writes the folder, the merchant's guide and the catalog's line; answers the files made or changed. */
export function makeConnector({ root, id, name, graphql = false }: NewConnector): string[] {
  const folder = join("src/connectors", id);
  const renamed = (text: string) =>
    named(text, { id, name })
      .replaceAll("../../src/connectors/kit/", "../kit/")
      .replaceAll("../../src/commerce/", "../../commerce/");
  mkdirSync(join(root, folder), { recursive: true });
  const files = sourcesOf(graphql).map(({ file, text }) => {
    const made =
      file === "guide.md" ? join("docs/providers", `${id}.md`) : join(folder, file.replaceAll("template_shop", id));
    writeFileSync(join(root, made), renamed(text));
    return made;
  });
  const catalog = join("src/connectors", "index.ts");
  writeFileSync(join(root, catalog), listed(readFileSync(join(root, catalog), "utf8"), id));
  return [...files, catalog];
}

/** Writes the same connector as a package of its own, which imports the kit by its name; answers the files made. */
export function makePackage({ folder, packageName, id, name, graphql = false }: NewPackage): string[] {
  const renamed = (text: string) =>
    named(text, { id, name })
      .replaceAll("argosy-template-shop", packageName)
      .replaceAll(/"\.\.\/\.\.\/src\/connectors\/kit\/([^"]+)\.ts"/g, '"@argosy/connector-kit/$1"')
      .replaceAll(/"\.\.\/\.\.\/src\/commerce\/([^"]+)\.ts"/g, '"@argosy/connector-kit/commerce/$1"');
  const own = readdirSync(packageTemplate).map((file) => ({
    file,
    text: readFileSync(join(packageTemplate, file), "utf8"),
  }));
  // The connector's own README is the package's.
  const sources = sourcesOf(graphql).filter(({ file }) => file !== "README.md");
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
  return files.map(({ file }) => file);
}

/** The template's files, those of a GraphQL API in place of others. */
function sourcesOf(graphql: boolean): { readonly file: string; readonly text: string }[] {
  const own = graphql ? readdirSync(graphqlTemplate) : [];
  return [...new Set([...readdirSync(template), ...own])].map((file) => ({
    file,
    text: readFileSync(join(own.includes(file) ? graphqlTemplate : template, file), "utf8"),
  }));
}

const named = (text: string, { id, name }: Pick<NewConnector, "id" | "name">): string =>
  text
    .replaceAll("../connector-template/", "./")
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
