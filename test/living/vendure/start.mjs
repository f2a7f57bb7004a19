// A Vendure shop on a database of ours, in a process of its own that can be stopped, killed and held. Runs where the
// shop's packages are installed; prints one line when it serves, and ends when its input does.
//   node start.mjs '{"packages": "...", "databaseUrl": "postgresql://...", "port": 4400, "folder": "...", "zone": "Europe/Berlin"}'
import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { moveClock } from "../../support/clock.mjs";

const { packages, databaseUrl, port, folder, zone } = JSON.parse(process.argv[2]);
process.env.VENDURE_DISABLE_TELEMETRY = "true";
process.env.TZ = zone;

const load = createRequire(join(packages, "package.json"));
const vendure = load("@vendure/core");
const { AssetServerPlugin } = load("@vendure/asset-server-plugin");

const { hostname, port: databasePort, username, password, pathname, searchParams } = new URL(databaseUrl);
const url = `http://127.0.0.1:${port}`;

const app = await vendure.bootstrap({
  apiOptions: { port, hostname: "127.0.0.1", adminApiPath: "admin-api", shopApiPath: "shop-api" },
  authOptions: {
    tokenMethod: ["bearer", "api-key", "cookie"],
    superadminCredentials: { identifier: "superadmin", password: "superadmin-of-tests" },
    cookieOptions: { secret: "cookies-of-tests" },
    requireVerification: false,
  },
  dbConnectionOptions: {
    type: "postgres",
    // The folder of a socket is read by no URL of its database library.
    host: searchParams.get("host") ?? hostname,
    port: Number(databasePort || 5432),
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: pathname.slice(1),
    extra: { options: `-c timezone=${zone}` },
    synchronize: true,
    logging: false,
  },
  paymentOptions: { paymentMethodHandlers: [vendure.dummyPaymentHandler] },
  logger: new vendure.DefaultLogger({ level: vendure.LogLevel.Error }),
  plugins: [AssetServerPlugin.init({ route: "assets", assetUploadDir: folder, assetUrlPrefix: `${url}/assets/` })],
});
// There is no worker: which products a collection holds is worked out here.
await app.get(vendure.JobQueueService).start();
process.stdout.write(`${JSON.stringify({ ready: true, version: vendure.VENDURE_VERSION })}\n`);

const stop = () => {
  setTimeout(() => process.exit(0), 10_000).unref();
  void app.close().finally(() => process.exit(0));
};
process.once("SIGTERM", stop).once("SIGINT", stop);
createInterface({ input: process.stdin })
  .on("line", (line) => {
    moveClock(JSON.parse(line).aheadMs);
    process.stdout.write('{"moved": true}\n');
  })
  .once("close", stop);
