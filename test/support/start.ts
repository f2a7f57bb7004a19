/** What tests start beside a hub: a free port, an emulated platform by its provider's name. */
import { createServer } from "node:net";
import { appVariables } from "../../demo/connect.ts";
import type { Sandbox, SandboxOptions } from "../../src/connectors/kit/sandbox/sandbox.ts";
import { startSandbox } from "../../src/connectors/sandboxes.ts";

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

export async function startSandboxOf(provider: string, options: SandboxOptions): Promise<Sandbox> {
  const sandbox = await startSandbox(provider, options);
  for (const [name, value] of Object.entries(appVariables(sandbox))) operatorVariables.set(name, value);
  return sandbox;
}

/** What the operator of the hub under test has set: the apps of the platforms that were started. */
export const operatorVariables = new Map<string, string>();
