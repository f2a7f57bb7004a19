/** The emulated platforms of this build, found where connectors keep them. Exploring, demo and development start them. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Sandbox, SandboxOptions, StartSandbox } from "./kit/sandbox/sandbox.ts";

/** Providers that have a sandbox. */
export function sandboxProviders(): readonly string[] {
  return readdirSync(import.meta.dirname).filter((id) => id !== "kit" && sandboxFile(id) !== undefined);
}

/** Starts a provider's sandbox, empty. Throws an Error when it has none or the port is in use. */
export async function startSandbox(provider: string, options: SandboxOptions): Promise<Sandbox> {
  const file = sandboxFile(provider);
  if (file === undefined) throw new Error(`There is no sandbox of "${provider}".`);
  const module = (await import(pathToFileURL(file).href)) as { readonly startSandbox: StartSandbox };
  return module.startSandbox(options);
}

function sandboxFile(provider: string): string | undefined {
  if (!/^[a-z0-9_]+$/.test(provider)) return undefined;
  return ["sandbox.ts", "sandbox/index.ts"]
    .map((file) => join(import.meta.dirname, provider, file))
    .find((file) => existsSync(file));
}
