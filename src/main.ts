import { enableCompileCache, flushCompileCache } from "node:module";
import { join } from "node:path";
import process from "node:process";
import pino from "pino";
import { bootstrap } from "./bootstrap.ts";
import { ConfigError, loadConfig } from "./config.ts";
import { StartError } from "./db/start-error.ts";

const STOP_DEADLINE_MS = 20_000;

// A start's time is mostly reading the program: what was compiled is kept for the next one, where that may be written.
enableCompileCache(join(import.meta.dirname, "../node_modules/.cache/argosy"));

try {
  const config = loadConfig(process.env);
  const mixin = config.traces && (await import("./hub/traces.ts")).traceOfLog;
  const log = pino({ level: config.logLevel, ...(mixin && { mixin }) });
  const begun = await bootstrap(config, log);
  // Read only now: meanwhile a database server of our own starts.
  const { startHub } = await import("./start.ts");
  // Thousands of files at the first start: for so long this process hears nobody, so nobody may have been asked yet.
  flushCompileCache();
  const hub = await startHub({ config, log, begun });
  if (hub.url !== "")
    process.stdout.write(`Argosy is ready at ${config.appUrl} (API reference: ${config.appUrl}/api/reference)\n`);
  if (hub.setupToken !== null)
    process.stdout.write(`To run this hub, open ${config.appUrl}/setup?token=${hub.setupToken}\n`);
  const hurry = new AbortController();
  let isEnding = false;
  const end = async (signal: NodeJS.Signals) => {
    if (signal === "SIGINT") hurry.abort();
    if (isEnding) return;
    isEnding = true;
    try {
      await hub.drain(hurry.signal);
      // A request that never ends (a client that stops sending) must not hold up the end of the program.
      setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
      await hub.stop();
      process.exit(signal === "SIGINT" ? 130 : 0);
    } catch (error) {
      log.error({ err: error }, "not everything could be closed");
      process.exit(1);
    }
  };
  // A service manager tells the whole group, and npm and the launcher tell this process once more: the second time must
  // not kill it. Whoever presses Ctrl-C again means it.
  process.on("SIGTERM", end).once("SIGINT", end);
} catch (error) {
  const isForOperator = error instanceof ConfigError || error instanceof StartError;
  process.stderr.write(`${isForOperator ? error.message : error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
}
