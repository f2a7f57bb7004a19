import process from "node:process";
import pino from "pino";
import { ConfigError, loadConfig } from "./config.ts";
import { StartError } from "./db/start-error.ts";
import { startHub } from "./start.ts";

try {
  const config = loadConfig(process.env);
  const hub = await startHub({ config, log: pino({ level: config.logLevel }) });
  if (hub.url !== "") process.stdout.write(`Argosy is ready at ${config.appUrl} (API reference: ${hub.url}/api/reference)\n`);
  const end = (signal: NodeJS.Signals) => void hub.stop().then(() => process.exit(signal === "SIGINT" ? 130 : 0));
  process.once("SIGTERM", end).once("SIGINT", end);
} catch (error) {
  const isForOperator = error instanceof ConfigError || error instanceof StartError;
  process.stderr.write(`${isForOperator ? error.message : error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
}
