/** What a hub would say against a connector's package before it runs any of its code. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { CONTRACT_VERSION } from "../../contract/contract-version.ts";

/** Packages a hub gives a connector its own copy of. */
const SHARED = ["@argosy/connector-kit", "zod", "graphql"];

export interface Described {
  /** Paths of its modules, absolute, as far as they are there. */
  readonly files: { readonly connector?: string; readonly sandbox?: string; readonly logo?: string };
  readonly problems: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

export function described(folder: string): Described {
  const reported = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Fields;
  const argosy = Object(reported.argosy) as Fields;
  const problems: string[] = [];
  if (reported.argosy === undefined)
    problems.push('package.json has no "argosy", so that no hub knows it as a connector');
  if (!/^[a-z][a-z0-9_]{1,40}$/.test(String(argosy.id)))
    problems.push("argosy.id in package.json is not small letters, digits and _");
  if (argosy.contract !== CONTRACT_VERSION)
    problems.push(`argosy.contract is ${argosy.contract}, and the kit that is installed has ${CONTRACT_VERSION}`);
  const files: Record<string, string> = {};
  for (const what of ["connector", "sandbox", "logo"]) {
    const file = argosy[what];
    const path = typeof file === "string" ? resolve(folder, file) : folder;
    if (path.startsWith(folder + sep) && existsSync(path)) files[what] = path;
    else if (file !== undefined) problems.push(`argosy.${what} is ${file}, which is not in the package`);
    else problems.push(`package.json has no argosy.${what}: ${WITHOUT[what]}`);
  }
  const shipped = Array.isArray(reported.files) ? reported.files : undefined;
  for (const path of Object.values(files)) {
    const [top] = path.slice(folder.length + 1).split(sep);
    if (shipped && !shipped.includes(top))
      problems.push(`"files" in package.json leaves out ${top}, which a hub needs`);
  }
  for (const name of SHARED)
    if (name in Object(reported.dependencies))
      problems.push(`${name} is a dependency: a hub brings its own copy, so name it in peerDependencies, as optional`);
  if (files.logo) problems.push(...logoProblems(readFileSync(files.logo, "utf8")));
  return { files, problems };
}

const WITHOUT: Readonly<Record<string, string>> = {
  connector: "nothing could be loaded",
  sandbox: "nobody could explore it, and no simulation run",
  logo: "the catalog would show initials",
};

/** A drawing of one ink, which the hub puts on a tile of the connector's colour. */
function logoProblems(logo: string): string[] {
  const problems: string[] = [];
  if (!/<svg[^>]*viewBox="0 0 24 24"/.test(logo)) problems.push('the logo\'s viewBox is not "0 0 24 24"');
  if (!logo.includes("<path")) problems.push("the logo has no path");
  if (/<(?:text|image|script|style)\b|\son\w+=|href=/.test(logo))
    problems.push("the logo holds more than shapes: text, an image, a script or a link");
  return problems;
}
