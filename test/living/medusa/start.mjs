// A Medusa shop on a database of ours, in a process of its own that can be stopped, killed and held. Runs where the
// shop's packages are installed; prints one line when it serves, and ends when its input does.
//   node start.mjs '{"packages": "...", "databaseUrl": "postgresql://...", "port": 4400, "folder": "...", "zone": "Europe/Berlin", "isFilled": false,
//     "account": {"email": "...", "password": "..."}}'
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { moveClock } from "../../support/clock.mjs";

const input = JSON.parse(process.argv[2]);
const { packages, databaseUrl, port, folder, zone, isFilled, account, isMigration } = input;

// The folder of a socket has to stand where the host does: one of the shop's libraries reads no other place.
const database = new URL(databaseUrl);
const socket = database.searchParams.get("host");
const url = socket
  ? `postgres://${database.username}:${database.password}@${encodeURIComponent(socket)}${database.pathname}`
  : databaseUrl;
Object.assign(process.env, { MEDUSA_DISABLE_TELEMETRY: "true", NODE_ENV: "production", TZ: zone, LOG_LEVEL: "error" });

const project = mkdtempSync(join(folder, "medusa-"));
mkdirSync(join(project, "static"));
symlinkSync(join(packages, "node_modules"), join(project, "node_modules"));
writeFileSync(join(project, "package.json"), '{"name":"shop","private":true}\n');
writeFileSync(
  join(project, "medusa-config.js"),
  `const { defineConfig } = require("@medusajs/framework/utils");
const quiet = () => undefined;
const levels = ["error", "warn", "failure", "info", "log", "debug", "success", "progress"];
module.exports = defineConfig({
  admin: { disable: true },
  logger: { ...Object.fromEntries(levels.map((level) => [level, quiet])), panic: console.error, activity: () => "",
    shouldLog: () => false, setLogLevel: quiet, unsetLogLevel: quiet },
  projectConfig: {
    databaseUrl: ${JSON.stringify(url)},
    databaseDriverOptions: { ssl: false },
    http: { jwtSecret: "tokens-of-tests", jwtExpiresIn: "400d", cookieSecret: "cookies-of-tests", storeCors: "*", adminCors: "*", authCors: "*" },
  },
  modules: {
    search: false,
    file: { resolve: "@medusajs/medusa/file", options: { providers: [
      { resolve: "@medusajs/medusa/file-local", id: "local", options: { backend_url: "http://127.0.0.1:${port}/static" } } ] } },
  },
});
`,
);
process.chdir(project);

// Sessions in memory are right for a shop that lives for minutes.
console.warn = () => undefined;

const load = createRequire(join(packages, "package.json"));
const loaders = load("@medusajs/medusa/loaders/index");

if (isMigration) {
  const container = await loaders.initializeContainer(project);
  const { migrate } = load("@medusajs/medusa/commands/db/migrate");
  const logger = container.resolve("logger");
  const options = { directory: project, skipScripts: true, skipSearch: true, executeSafeLinks: true };
  process.exit((await migrate({ ...options, logger, container })) ? 0 : 1);
}
if (!isFilled) {
  // In a process of its own: the modules of one that has migrated stay half loaded.
  const again = [import.meta.filename, JSON.stringify({ ...input, isMigration: true })];
  const { status } = spawnSync(process.execPath, again, { stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) throw new Error(`The shop's tables could not be made (${status}).`);
}

const app = createRequire(load.resolve("@medusajs/medusa/package.json"))("express")();
const { container, shutdown } = await loaders.default({ directory: project, expressApp: app });
const server = createServer(app);
await new Promise((done, failed) => server.once("error", failed).listen(port, "127.0.0.1", done));

// The first user is made inside the shop: no route makes one without a user or an invitation.
const { Modules } = load("@medusajs/framework/utils");
const users = container.resolve(Modules.USER);
if ((await users.listUsers({ email: account.email })).length === 0) {
  const user = await users.createUsers({ email: account.email });
  const auth = container.resolve(Modules.AUTH);
  const { authIdentity, error } = await auth.register("emailpass", { body: account });
  if (error) throw new Error(error);
  await auth.updateAuthIdentities({ id: authIdentity.id, app_metadata: { user_id: user.id } });
}
const { version } = load("@medusajs/medusa/package.json");
process.stdout.write(`${JSON.stringify({ ready: true, version })}\n`);

const stop = () => {
  setTimeout(() => process.exit(0), 10_000).unref();
  server.close();
  server.closeAllConnections();
  void Promise.resolve(shutdown()).finally(() => process.exit(0));
};
process.once("SIGTERM", stop).once("SIGINT", stop);
createInterface({ input: process.stdin })
  .on("line", (line) => {
    moveClock(JSON.parse(line).aheadMs);
    process.stdout.write('{"moved": true}\n');
  })
  .once("close", stop);
