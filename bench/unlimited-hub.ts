/**
 * The hub as `npm start` runs it, but platforms' own rate limits lifted: what is measured here is the hub at platforms
 * that answer at once (the use of limits is benchmark B4).
 */
import process from "node:process";
import pino from "pino";
import { loadConfig } from "../src/config.ts";
import { connectors } from "../src/connectors/index.ts";
import { startHub } from "../src/start.ts";

const config = loadConfig(process.env);
const unlimited = new Map(
  [...connectors].map(([id, connector]) => [id, { ...connector, meta: { ...connector.meta, limits: [] } }]),
);
const hub = await startHub({ config, log: pino({ level: config.logLevel }), connectors: unlimited });
process.once("SIGTERM", () => void hub.stop().then(() => process.exit(0)));
