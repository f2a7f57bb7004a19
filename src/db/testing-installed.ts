/** For tests: PostgreSQL servers installed on this machine, beside the one that comes with the program. */
import { spawnSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { appendFile, chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { asUser, serviceUser } from "./embedded-binaries.ts";

export interface InstalledServer {
  /** As in "15". */
  readonly version: string;
  readonly binaries: string;
}

/** Where Debian has those that can run a server here, the newest first. */
export function installedServers(): InstalledServer[] {
  return globSync("/usr/lib/postgresql/*/bin")
    .filter((binaries) => ["initdb", "pg_ctl", "postgres"].every((name) => existsSync(join(binaries, name))))
    .map((binaries) => ({ version: binaries.split("/").at(-2) ?? "", binaries }))
    .sort((a, b) => Number(b.version) - Number(a.version));
}

/** A new, empty server on this port; answers its superuser's address, and how to end it. */
export async function startInstalled({ binaries }: InstalledServer, port: number) {
  const user = await serviceUser(undefined);
  const folder = await mkdtemp(join(tmpdir(), "argosy-installed-"));
  if (user) await chown(folder, user.uid, user.gid);
  const data = join(folder, "data");
  const run = (name: string, ...args: readonly string[]) => {
    const options = { ...asUser(user), env: { ...process.env, LC_ALL: "C" }, encoding: "utf8" } as const;
    const { status, stdout, stderr } = spawnSync(join(binaries, name), args, options);
    if (status !== 0) throw new Error(`${name} ended with ${status}:\n${stdout}${stderr}`);
  };
  run(
    "initdb",
    `--pgdata=${data}`,
    "--username=postgres",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--no-sync",
  );
  const conf = `listen_addresses = '127.0.0.1'\nport = ${port}\nunix_socket_directories = ''\nfsync = off\n`;
  await appendFile(join(data, "postgresql.conf"), `${conf}max_connections = 200\n`);
  run("pg_ctl", `--pgdata=${data}`, `--log=${join(folder, "log")}`, "--wait", "start");
  return {
    ownerUrl: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      run("pg_ctl", `--pgdata=${data}`, "--mode=immediate", "--wait", "stop");
      await rm(folder, { recursive: true, force: true });
    },
  };
}
