/** What tests start beside a hub: a free port, an emulated platform by its provider's name. */
import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { appVariables } from "../../demo/connect.ts";
import type { Connector } from "../../src/connectors/kit/contract/contract.ts";
import type { Sandbox, SandboxOptions } from "../../src/connectors/kit/sandbox/sandbox.ts";
import { sandboxVariables } from "../../src/connectors/kit/sandbox/values.ts";
import { startSandbox } from "../../src/sandboxes/index.ts";

/** Browsers and fetch refuse some below (10080), and systems give those above to whoever calls somebody (ephemeral). */
const PORTS = { from: 12_000, to: 32_000 } as const;

/**
 * A port of this machine nobody listens on, for who can't be told to choose one. One the system chose could be the next
 * call's own before the hub listens there.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(PORTS.from, PORTS.to);
    if (await isFree(port)) return port;
  }
}

export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const isListening = await new Promise<boolean>((resolve, reject) => {
    server.once("listening", () => resolve(true));
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(false) : reject(error),
    );
    server.listen(port, "127.0.0.1");
  });
  if (isListening) await new Promise((resolve) => server.close(resolve));
  return isListening;
}

export async function startSandboxOf(
  provider: string,
  options: SandboxOptions,
  connectors?: ReadonlyMap<string, Connector>,
): Promise<Sandbox> {
  const sandbox = await startSandbox(provider, options, connectors);
  const meta = connectors?.get(provider)?.meta;
  for (const [name, value] of Object.entries(meta ? sandboxVariables(meta, sandbox) : appVariables(sandbox)))
    operatorVariables.set(name, value);
  return sandbox;
}

/** What the operator of the hub under test has set: the apps of the platforms that were started. */
export const operatorVariables = new Map<string, string>();
