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

const template = join(import.meta.dirname, "connector-template");
/** What differs for a GraphQL API; the rest is the same. */
const graphqlTemplate = join(import.meta.dirname, "connector-template-graphql");

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
  const prefix = id.replaceAll("_", "").slice(0, 2).toUpperCase();
  const renamed = (text: string) =>
    text
      .replaceAll("../../src/connectors/kit/", "../kit/")
      .replaceAll("../../src/commerce/", "../../commerce/")
      .replaceAll("../connector-template/", "./")
      .replaceAll("template_shop", id)
      .replaceAll("Template Shop", name)
      .replaceAll('orderPrefix: "TS"', `orderPrefix: "${prefix}"`);
  mkdirSync(join(root, folder), { recursive: true });
  const own = graphql ? readdirSync(graphqlTemplate) : [];
  const sourceOf = (file: string) => join(own.includes(file) ? graphqlTemplate : template, file);
  const files = [...new Set([...readdirSync(template), ...own])].map((file) => {
    const made =
      file === "guide.md" ? join("docs/providers", `${id}.md`) : join(folder, file.replaceAll("template_shop", id));
    writeFileSync(join(root, made), renamed(readFileSync(sourceOf(file), "utf8")));
    return made;
  });
  const catalog = join("src/connectors", "index.ts");
  writeFileSync(join(root, catalog), listed(readFileSync(join(root, catalog), "utf8"), id));
  return [...files, catalog];
}

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
