/** How the program ends: in order when it is told to, and as far in order as it can when an error reached nobody. */
import process from "node:process";
import type { Logger } from "pino";
import type { RunningHub } from "./start.ts";

const STOP_DEADLINE_MS = 20_000;

export function endInOrder(hub: Pick<RunningHub, "drain" | "stop">, log: Pick<Logger, "error" | "fatal">): void {
  const hurry = new AbortController();
  let isEnding = false;
  const stop = async (code: number) => {
    // A request that never ends (a client that stops sending) must not hold up the end of the program.
    setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
    try {
      await hub.stop();
      process.exit(code);
    } catch (error) {
      log.error({ err: error }, "not everything could be closed");
      process.exit(1);
    }
  };
  const end = async (signal: NodeJS.Signals) => {
    if (signal === "SIGINT") hurry.abort();
    if (isEnding) return;
    isEnding = true;
    await hub.drain(hurry.signal).catch((error: unknown) => log.error({ err: error }, "could not wait for the last"));
    await stop(signal === "SIGINT" ? 130 : 0);
  };
  // What an error that nobody caught left half done is unknown: requests under way are answered, and the service manager
  // starts the program anew.
  const endBroken = (error: unknown) => {
    log.fatal({ err: error }, "an error reached nobody; the hub ends and is to be started again");
    if (isEnding) return;
    isEnding = true;
    void stop(1);
  };
  process.on("uncaughtException", endBroken).on("unhandledRejection", endBroken);
  // A service manager tells the whole group, and npm and the launcher tell this process once more: the second time must
  // not kill it. Whoever presses Ctrl-C again means it.
  process.on("SIGTERM", end).once("SIGINT", end);
}
