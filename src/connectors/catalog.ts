/** Every connector this hub has: those of the repository, and packages that the operator names in CONNECTORS. */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import type { Config } from "../config.ts";
import { type AbsenceOf, absencesOf } from "./absences.ts";
import { readConnector } from "./descriptor-shape.ts";
import { connectors as ownConnectors } from "./index.ts";
import { folderOf } from "./kit/contract/another-name.ts";
import type { Connector } from "./kit/contract/contract.ts";
import { type ConnectorPackage, findPackage, type PackageProblem, packagesFolder, unfit } from "./packages.ts";
import { loadOutside, shareKitWith } from "./shared-kit.ts";

export interface Catalog {
  /** By provider id. */
  readonly connectors: ReadonlyMap<string, Connector>;
  /** Packages that were named and are not there or do not fit. */
  readonly problems: readonly PackageProblem[];
  readonly absenceOf: AbsenceOf;
}

/** Names of packages as CONNECTORS has them, and the data folder they are looked for in. */
export type NamedPackages = Pick<Config, "connectors" | "dataDir">;

/** What is loaded, and in words what is not. */
export interface CatalogLog {
  info(about: object, text: string): void;
  warn(about: object, text: string): void;
}

interface CatalogOptions {
  /** Default: those of the repository. */
  readonly builtIn?: ReadonlyMap<string, Connector> | undefined;
  readonly log: CatalogLog;
}

/**
 * Loads the packages that are named beside what is built in. One that cannot be used is told and left out: the hub works
 * on without it, and nothing is thrown.
 */
export async function openCatalog(
  named: NamedPackages,
  { log, builtIn = ownConnectors }: CatalogOptions,
): Promise<Catalog> {
  const { connectors: names, dataDir } = named;
  const connectors = new Map(builtIn);
  const problems: PackageProblem[] = [];
  const loaded = new Map<string, string>();
  for (const name of names) {
    const found = findPackage(name, dataDir);
    const result = "why" in found ? found : await load(found, connectors);
    if ("why" in result) {
      problems.push(result);
      log.warn({ package: name, why: result.why }, result.says);
      continue;
    }
    const { id } = result.meta;
    connectors.set(id, result);
    loaded.set(id, name);
    log.info({ package: name, provider: id, version: "why" in found ? "" : found.version }, "connector loaded");
  }
  const cached = await remember(dataDir, loaded, log);
  return { connectors, problems, absenceOf: absencesOf({ remembered: cached, named: names, problems }) };
}

async function load(
  found: ConnectorPackage,
  existing: ReadonlyMap<string, Connector>,
): Promise<Connector | PackageProblem> {
  const { name, id, folder, sandbox, logo } = found;
  const isTaken = existing.has(id) || [...existing.values()].some((connector) => folderOf(connector) === id);
  if (isTaken) return unfit(name, `this hub already has a connector "${id}"`, id);
  shareKitWith(folder);
  let module: unknown;
  try {
    module = await loadOutside(found.connector);
  } catch (error) {
    return unfit(name, `it cannot be loaded (${error instanceof Error ? error.message : error})`, id);
  }
  const read = readConnector(module);
  if ("problem" in read) return unfit(name, read.problem, id);
  const { connector } = read;
  if (connector.meta.id !== id || folderOf(connector) !== id)
    return unfit(name, `its connector is "${connector.meta.id}", and its package.json says "${id}"`, id);
  return { ...connector, files: { sandbox, logo } };
}

/** Kept in the data folder: of a package that is gone, only this says what to install. */
const KNOWN_FILE = "known.json";

async function remember(
  dataDir: string,
  loaded: ReadonlyMap<string, string>,
  log: CatalogLog,
): Promise<ReadonlyMap<string, string>> {
  const file = join(packagesFolder(dataDir), KNOWN_FILE);
  const before = await knownIn(file, log);
  const existing = new Map([...before, ...loaded]);
  if ([...loaded].every(([id, name]) => before.get(id) === name)) return existing;
  try {
    await mkdir(packagesFolder(dataDir), { recursive: true });
    // Several processes of a hub may start at once.
    const written = `${file}.${process.pid}`;
    await writeFile(written, `${JSON.stringify(Object.fromEntries(existing), null, 2)}\n`);
    await rename(written, file);
  } catch (error) {
    log.warn({ err: error }, "which package each connector came from could not be noted");
  }
  return existing;
}

async function knownIn(file: string, log: CatalogLog): Promise<ReadonlyMap<string, string>> {
  try {
    const existing: unknown = JSON.parse(await readFile(file, "utf8"));
    return new Map(
      Object.entries(Object(existing)).flatMap(([id, name]) => (typeof name === "string" ? [[id, name]] : [])),
    );
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT"))
      log.warn({ err: error }, "which package each connector came from could not be read");
    return new Map();
  }
}
