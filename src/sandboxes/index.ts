/** The emulated platforms of a hub's connectors, found by their folders. Exploring, demo, tests and development start them, all through here. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { connectors as builtIn } from "../connectors/index.ts";
import { folderOf } from "../connectors/kit/contract/another-name.ts";
import type { Connector } from "../connectors/kit/contract/contract.ts";
import type { AdSandbox, StartAdSandbox } from "../connectors/kit/sandbox/ad-account.ts";
import type { CourierSandbox, StartCourierSandbox } from "../connectors/kit/sandbox/courier.ts";
import type { Sandbox, SandboxOptions, StartSandbox } from "../connectors/kit/sandbox/sandbox.ts";

type Connectors = ReadonlyMap<string, Connector>;

const isCourier = (connector: Connector | undefined): boolean => connector?.meta.kind === "logistics";
const isAdAccount = (connector: Connector | undefined): boolean => connector?.meta.kind === "marketing";

/** Shops and marketplaces that have a sandbox. */
export function sandboxProviders(connectors: Connectors = builtIn): readonly string[] {
  const couriers = [...connectors.values()].filter(isCourier).map(folderOf);
  // A folder may hold a shop and a courier beside it.
  const isShop = (id: string) => {
    const connector = connectors.get(id);
    return connector ? !isCourier(connector) && !isAdAccount(connector) : !couriers.includes(id);
  };
  const fromOutside = [...connectors.values()].flatMap(({ meta, files }) => (files?.sandbox ? [meta.id] : []));
  const own = readdirSync(import.meta.dirname).filter((id) => sandboxFile(id) !== undefined);
  return [...own, ...fromOutside].filter(isShop);
}

/** Couriers that have a sandbox, under each of their ids. */
export function courierSandboxProviders(connectors: Connectors = builtIn): readonly string[] {
  const couriers = [...connectors.values()].filter(isCourier);
  return couriers
    .filter((courier) => (courier.files?.sandbox ?? courierSandboxFile(folderOf(courier))) !== undefined)
    .map(({ meta }) => meta.id);
}

/** Starts a shop's sandbox, empty. Throws an Error when it has none or the port is in use. */
export async function startSandbox(
  provider: string,
  options: SandboxOptions,
  connectors: Connectors = builtIn,
): Promise<Sandbox> {
  const module = (await load(fileOf(connectors, provider), provider)) as { readonly startSandbox: StartSandbox };
  return module.startSandbox(options);
}

/** As `startSandbox`, of a courier. */
export async function startCourierSandbox(
  provider: string,
  options: SandboxOptions,
  connectors: Connectors = builtIn,
): Promise<CourierSandbox> {
  const connector = connectors.get(provider);
  const folder = connector && isCourier(connector) ? folderOf(connector) : provider;
  const file = connector?.files?.sandbox ?? courierSandboxFile(folder);
  const module = (await load(file, provider)) as { readonly startSandbox: StartCourierSandbox };
  return { ...(await module.startSandbox(options)), provider };
}

/** Ad platforms that have a sandbox. */
export function adSandboxProviders(connectors: Connectors = builtIn): readonly string[] {
  const accounts = [...connectors.values()].filter(isAdAccount).map(({ meta }) => meta.id);
  return accounts.filter((id) => fileOf(connectors, id) !== undefined);
}

/** As `startSandbox`, of an ad account. */
export async function startAdSandbox(
  provider: string,
  options: SandboxOptions,
  connectors: Connectors = builtIn,
): Promise<AdSandbox> {
  const module = (await load(fileOf(connectors, provider), provider)) as { readonly startSandbox: StartAdSandbox };
  return module.startSandbox(options);
}

/** Of a package it is where the package says; of a connector of the hub, in the folder of its name. */
const fileOf = (connectors: Connectors, provider: string): string | undefined =>
  connectors.get(provider)?.files?.sandbox ?? sandboxFile(provider);

async function load(file: string | undefined, provider: string): Promise<unknown> {
  if (file === undefined) throw new Error(`There is no sandbox of "${provider}".`);
  return import(pathToFileURL(file).href);
}

const sandboxFile = (folder: string) => firstOf(folder, ["index.ts"]);

/** A courier that shares a shop's folder has its sandbox in `courier.ts`. */
const courierSandboxFile = (folder: string) => firstOf(folder, ["courier.ts", "index.ts"]);

function firstOf(folder: string, files: readonly string[]): string | undefined {
  if (!/^[a-z0-9_]+$/.test(folder)) return undefined;
  return files.map((file) => join(import.meta.dirname, folder, file)).find((file) => existsSync(file));
}
