import process from "node:process";
import pino from "pino";
import { begin } from "./begin.ts";
import { ConfigError, loadConfig } from "./config.ts";
import { StartError } from "./db/start-error.ts";

try {
  const config = loadConfig(process.env);
  const log = pino({ level: config.logLevel });
  const begun = await begin(config, log);
  // Read only now, while the database server starts.
  const { startHub } = await import("./start.ts");
  const hub = await startHub({ config, log, begun });
  if (hub.url !== "")
    process.stdout.write(`Argosy is ready at ${config.appUrl} (API reference: ${hub.url}/api/reference)\n`);
  const end = (signal: NodeJS.Signals) => void hub.stop().then(() => process.exit(signal === "SIGINT" ? 130 : 0));
  process.once("SIGTERM", end).once("SIGINT", end);
} catch (error) {
  const isForOperator = error instanceof ConfigError || error instanceof StartError;
  process.stderr.write(`${isForOperator ? error.message : error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
}
