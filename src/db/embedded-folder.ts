import { createHash, randomBytes } from "node:crypto";
import { chmod, lstat, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { canEnter, privateFolder, type ServiceUser, serviceUser } from "./embedded-binaries.ts";
import { errorCode, StartError } from "./start-error.ts";

/** Where an embedded server lives and as whom it runs. */
export interface EmbeddedFolder {
  readonly user: ServiceUser | undefined;
  /** Holds the database folder, the socket folder, the log and the owner note. */
  readonly base: string;
  readonly data: string;
  /** The superuser's password; kept in the data folder, readable by us only. */
  readonly password: string;
}

// sun_path holds 107 bytes on Linux and 103 on macOS; ".s.PGSQL.5432.lock" takes 19.
const SOCKET_FOLDER_BYTES = 84;

export async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  });
}

async function ownerOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    (found) => found.uid,
    () => undefined,
  );
}

/**
 * Finds or makes the place of the server that belongs to a data folder. As root it is the data folder itself where
 * the server's user can enter it, else a folder below /var/lib/argosy that a note in the data folder names.
 * Throws a StartError when the data folder cannot be used.
 */
export async function findEmbeddedFolder(dataDir: string, log: (message: string) => void): Promise<EmbeddedFolder> {
  try {
    // As root: others may pass through to the database folder, which is private to the server's user.
    if (!(await ownerOf(dataDir)))
      await mkdir(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    const note = join(dataDir, "postgres.location");
    const noted = (await readIfThere(note))?.trim();
    const user = await serviceUser(await ownerOf(join(noted ?? dataDir, "postgres")));
    const base = noted ?? (await chooseBase(dataDir, user));
    if (base !== dataDir) {
      if (!noted) await writeFile(note, `${base}\n`);
      log(`The database is kept in ${base}: the server's user "${user?.name}" cannot enter ${dataDir}.`);
    }
    return { user, base, data: join(base, "postgres"), password: await ownerPassword(dataDir) };
  } catch (error) {
    if (error instanceof StartError) throw error;
    const code = errorCode(error) ?? String(error);
    throw new StartError(`The data folder ${dataDir} cannot be used (${code}); check its owner or set DATA_DIR.`, {
      cause: error,
    });
  }
}

async function chooseBase(dataDir: string, user: ServiceUser | undefined): Promise<string> {
  if (!user || canEnter(dataDir, user)) return dataDir;
  const base = join("/var/lib/argosy", createHash("sha256").update(dataDir).digest("hex").slice(0, 12));
  await mkdir(base, { recursive: true, mode: 0o711 });
  await chmod("/var/lib/argosy", 0o755);
  return base;
}

async function ownerPassword(dataDir: string): Promise<string> {
  const file = join(dataDir, "database-password");
  const existing = await readIfThere(file);
  if (existing?.trim()) return existing.trim();
  const password = randomBytes(24).toString("hex");
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  return password;
}

/**
 * The private folder of the server's socket, the same at every start: in the place when its path is short enough,
 * else one with a short name.
 */
export async function socketFolder(clusterFolder: EmbeddedFolder): Promise<string> {
  const inPlace = join(clusterFolder.base, "socket");
  if (Buffer.byteLength(inPlace) <= SOCKET_FOLDER_BYTES) {
    await privateFolder(inPlace, clusterFolder.user);
    return inPlace;
  }
  const name = createHash("sha256").update(clusterFolder.base).digest("hex").slice(0, 12);
  if (clusterFolder.user) {
    const folder = `/var/lib/argosy/socket-${name}`;
    await privateFolder(folder, clusterFolder.user);
    return folder;
  }
  const folder = `/tmp/argosy-${name}`;
  await mkdir(folder, { mode: 0o700 }).catch(() => undefined);
  // In a folder everybody writes to, a stranger could have been first.
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o077) !== 0)
    throw new StartError(
      `The folder ${folder} for the database's socket is not ours alone; remove it or set a shorter DATA_DIR.`,
    );
  return folder;
}
