/** Connectors that ship as packages of their own: where one is installed, and what its package.json says of it. */
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve, sep } from "node:path";
import { CONTRACT_VERSION } from "./kit/contract/contract-version.ts";

/** A package that is installed and says that it fits; all paths are absolute. */
export interface ConnectorPackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  readonly id: string;
  /** The module that exports `connector`. */
  readonly connector: string;
  /** The module that exports `startSandbox`. */
  readonly sandbox?: string | undefined;
  readonly logo?: string | undefined;
}

/** A package that was named and is not used. */
export interface PackageProblem {
  readonly name: string;
  readonly why: "missing" | "unfit";
  /** Of one that is installed: the connector it would bring. */
  readonly id?: string | undefined;
  /** For the operator: what is wrong and what to do. */
  readonly says: string;
}

/** The folder below the data folder that packages are installed into. */
export const packagesFolder = (dataDir: string): string => join(dataDir, "connectors");

const ID = /^[a-z][a-z0-9_]{1,40}$/;

/** Where npm or a person puts a package: the data folder first, then where the hub's own packages are. */
function locationsOf(name: string, dataDir: string): string[] {
  const own = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const packages = packagesFolder(dataDir);
  return [packages, join(packages, "node_modules"), ...own].map((place) => join(place, name));
}

/** Finds an installed package by its name and reads what it says of itself. Runs none of its code. */
export function findPackage(name: string, dataDir: string): ConnectorPackage | PackageProblem {
  const place = locationsOf(name, dataDir).find((folder) => existsSync(join(folder, "package.json")));
  if (place === undefined)
    return {
      name,
      why: "missing",
      says: `The package ${name} is not installed. Install it (npm install --prefix ${packagesFolder(dataDir)} ${name}) and restart the hub.`,
    };
  return described(name, realpathSync(place));
}

function described(name: string, folder: string): ConnectorPackage | PackageProblem {
  let reported: unknown;
  try {
    reported = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  } catch (error) {
    return unfit(name, `its package.json cannot be read (${error instanceof Error ? error.message : error})`);
  }
  const { version, argosy } = Object(reported) as { readonly version?: unknown; readonly argosy?: unknown };
  if (typeof argosy !== "object" || argosy === null)
    return unfit(name, 'its package.json has no "argosy", so it is no connector');
  const { contract, id, connector, sandbox, logo } = argosy as Readonly<Record<string, unknown>>;
  if (typeof id !== "string" || !ID.test(id)) return unfit(name, "it names no id of small letters, digits and _");
  if (contract !== CONTRACT_VERSION)
    return unfit(name, `it is for version ${contract} of the contract, and this hub has ${CONTRACT_VERSION}`, id);
  const files = { connector, sandbox, logo };
  const paths: Partial<Record<keyof typeof files, string>> = {};
  for (const [what, file] of Object.entries(files) as [keyof typeof files, unknown][]) {
    if (file === undefined && what !== "connector") continue;
    const path = typeof file === "string" ? resolve(folder, file) : folder;
    if (!path.startsWith(folder + sep) || !existsSync(path))
      return unfit(name, `its file for "${what}" is not there (${file})`, id);
    paths[what] = path;
  }
  const { connector: entry = "", ...more } = paths;
  return { name, version: typeof version === "string" ? version : "", folder, id, connector: entry, ...more };
}

/** A package that is installed and does not fit. */
export function unfit(name: string, problem: string, id?: string): PackageProblem {
  const says = `The package ${name} is installed and does not fit: ${problem}. Install a version of it that fits, or leave it out of CONNECTORS, and restart the hub.`;
  return { name, why: "unfit", says, ...(id !== undefined && { id }) };
}
