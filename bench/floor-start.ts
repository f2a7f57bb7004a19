/** The floor of B8: a new database folder, its server started, one query answered. Prints the answer and ends. */
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { asUser, privateFolder, serverBinaries } from "../src/db/embedded-binaries.ts";
import { findEmbeddedFolder } from "../src/db/embedded-folder.ts";

const [folder = ""] = process.argv.slice(2);
const place = await findEmbeddedFolder(folder, () => undefined);
const binaries = await serverBinaries({
  user: place.user,
  copyTo: place.user ? "/var/lib/argosy" : place.base,
  log: () => undefined,
});
const data = join(place.base, "floor");
await privateFolder(data, place.user);
const made = spawnSync(
  join(binaries, "bin/initdb"),
  ["--pgdata", data, "--username=floor", "--auth=trust", "--no-instructions"],
  asUser(place.user),
);
if (made.status !== 0) throw new Error(String(made.stderr));
const server = spawn(
  join(binaries, "bin/postgres"),
  ["-D", data, "-c", "listen_addresses=", "-c", `unix_socket_directories=${data}`],
  { ...asUser(place.user), stdio: "ignore" },
);
for (;;) {
  const client = new pg.Client({ host: data, user: "floor", database: "postgres" });
  try {
    await client.connect();
    const { rows } = await client.query<{ answer: number }>("select 42 as answer");
    process.stdout.write(`${rows[0]?.answer}\n`);
    await client.end();
    break;
  } catch {
    await delay(5); // not up yet
  }
}
server.kill("SIGINT");
server.once("exit", () => process.exit(0));
