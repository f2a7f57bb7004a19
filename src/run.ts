/** The hub as a process: what it is set to, its database server, everything else, and its end. */
import { flushCompileCache } from "node:module";
import process from "node:process";
import pino from "pino";
import { bootstrap } from "./bootstrap.ts";
import { ConfigError, loadConfig } from "./config.ts";
import { StartError } from "./db/start-error.ts";
import { endInOrder } from "./ending.ts";
import { logMask } from "./hub/customers/log-mask.ts";

try {
  const config = loadConfig(process.env);
  const mixin = config.traces && (await import("./hub/traces.ts")).traceOfLog;
  const log = pino({ level: config.logLevel, redact: logMask, ...(mixin && { mixin }) });
  const started = await bootstrap(config, log);
  // Read only now: meanwhile a database server of our own starts.
  const { startHub } = await import("./start.ts");
  // Thousands of files at the first start: for so long this process hears nobody, so nobody may have been asked yet.
  flushCompileCache();
  const hub = await startHub({ config, log, begun: started });
  if (hub.url !== "")
    process.stdout.write(`Argosy is ready at ${config.appUrl} (API reference: ${config.appUrl}/api/reference)\n`);
  if (hub.setupToken !== null)
    process.stdout.write(`To run this hub, open ${config.appUrl}/setup?token=${hub.setupToken}\n`);
  endInOrder(hub, log);
} catch (error) {
  const isForOperator = error instanceof ConfigError || error instanceof StartError;
  process.stderr.write(`${isForOperator ? error.message : error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
}
