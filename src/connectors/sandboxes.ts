/** The emulated platforms of this build, found where connectors keep them. Exploring, demo and development start them. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { connectors } from "./index.ts";
import { folderOf } from "./kit/contract/another-name.ts";
import type { AdSandbox, StartAdSandbox } from "./kit/sandbox/ad-account.ts";
import type { CourierSandbox, StartCourierSandbox } from "./kit/sandbox/courier.ts";
import type { Sandbox, SandboxOptions, StartSandbox } from "./kit/sandbox/sandbox.ts";

const isCourier = (id: string): boolean => connectors.get(id)?.meta.kind === "logistics";
const isAdAccount = (id: string): boolean => connectors.get(id)?.meta.kind === "marketing";

/** Shops and marketplaces that have a sandbox. */
export function sandboxProviders(): readonly string[] {
  const couriers = [...connectors.values()].filter(({ meta }) => isCourier(meta.id)).map(folderOf);
  // A folder may hold a shop and a courier beside it.
  const isShop = (id: string) => (connectors.has(id) ? !isCourier(id) && !isAdAccount(id) : !couriers.includes(id));
  return readdirSync(import.meta.dirname).filter((id) => id !== "kit" && isShop(id) && sandboxFile(id) !== undefined);
}

/** Couriers that have a sandbox, under each of their ids. */
export function courierSandboxProviders(): readonly string[] {
  return [...connectors.values()].flatMap((connector) =>
    isCourier(connector.meta.id) && courierSandboxFile(folderOf(connector)) !== undefined ? [connector.meta.id] : [],
  );
}

/** Starts a shop's sandbox, empty. Throws an Error when it has none or the port is in use. */
export async function startSandbox(provider: string, options: SandboxOptions): Promise<Sandbox> {
  const module = (await load(sandboxFile(provider), provider)) as { readonly startSandbox: StartSandbox };
  return module.startSandbox(options);
}

/** As `startSandbox`, of a courier. */
export async function startCourierSandbox(provider: string, options: SandboxOptions): Promise<CourierSandbox> {
  const connector = connectors.get(provider);
  const folder = connector && isCourier(provider) ? folderOf(connector) : provider;
  const module = (await load(courierSandboxFile(folder), provider)) as { readonly startSandbox: StartCourierSandbox };
  return { ...(await module.startSandbox(options)), provider };
}

/** Ad platforms that have a sandbox. */
export function adSandboxProviders(): readonly string[] {
  return [...connectors.keys()].filter((id) => isAdAccount(id) && sandboxFile(id) !== undefined);
}

/** As `startSandbox`, of an ad account. */
export async function startAdSandbox(provider: string, options: SandboxOptions): Promise<AdSandbox> {
  const module = (await load(sandboxFile(provider), provider)) as { readonly startSandbox: StartAdSandbox };
  return module.startSandbox(options);
}

async function load(file: string | undefined, provider: string): Promise<unknown> {
  if (file === undefined) throw new Error(`There is no sandbox of "${provider}".`);
  return import(pathToFileURL(file).href);
}

const sandboxFile = (folder: string) => firstOf(folder, ["sandbox.ts", "sandbox/index.ts"]);

/** A courier that shares a shop's folder has its sandbox in `courier`. */
const courierSandboxFile = (folder: string) =>
  firstOf(folder, ["courier/sandbox.ts", "sandbox.ts", "sandbox/index.ts"]);

function firstOf(folder: string, files: readonly string[]): string | undefined {
  if (!/^[a-z0-9_]+$/.test(folder)) return undefined;
  return files.map((file) => join(import.meta.dirname, folder, file)).find((file) => existsSync(file));
}
