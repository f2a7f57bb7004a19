/**
 * A shop somebody else installed is put back as it was: its database is dumped before a run and loaded again after it. A
 * note beside the dump says so, so that the run after a crash does it first.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { hasEnded, type LocalProcess } from "../../src/db/processes.ts";
import { errorCode } from "../../src/db/start-error.ts";

const STORED = resolve(import.meta.dirname, "../../.living/copies");

export interface DumpedDatabase {
  readonly host: string;
  readonly port: number;
  readonly socket: string | null;
  readonly name: string;
  readonly user: string;
  readonly password: string;
}

export interface Copy {
  readonly database: DumpedDatabase;
  /** Tables that are the shop's begin with it. */
  readonly prefix: string;
  /** Files and folders that the run adds to the shop. */
  readonly added: readonly string[];
}

interface Note {
  readonly added: readonly string[];
  /** Who plays in the copy; null where the system does not tell processes apart, undefined in notes of older runs. */
  readonly player?: LocalProcess | null;
}

interface Sent {
  readonly args: readonly string[];
  readonly tables?: readonly string[];
  readonly stdin?: number;
  readonly stdout?: number;
}

/** A program of the server's, by the name it has had since MariaDB 10.5 or the one before. */
function run(programs: readonly string[], copy: Copy, input: Sent) {
  const { host, port, socket, user, password, name } = copy.database;
  const at = socket === null ? ["-h", host.replace(/^localhost$/, "127.0.0.1"), "-P", String(port)] : ["-S", socket];
  for (const program of programs) {
    const { error, status, stderr, stdout } = spawnSync(
      program,
      [...at, "-u", user, ...input.args, name, ...(input.tables ?? [])],
      {
        env: { ...process.env, MYSQL_PWD: password },
        stdio: [input.stdin ?? "ignore", input.stdout ?? "pipe", "pipe"],
        maxBuffer: 1 << 28,
      },
    );
    if (error && "code" in error && error.code === "ENOENT") continue;
    if (error) throw error;
    if (status !== 0) throw new Error(`${program}: ${String(stderr).trim()}`);
    return stdout === null ? "" : String(stdout);
  }
  throw new Error(`${programs.join(" or ")} is not installed on this machine.`);
}

const query = (copy: Copy, statement: string) =>
  run(["mariadb", "mysql"], copy, { args: ["--batch", "--skip-column-names", "-e", statement] });

function tablesOf(copy: Copy): readonly string[] {
  const names = query(copy, "show full tables where Table_type = 'BASE TABLE'").split("\n");
  return names.map((line) => line.split("\t")[0] ?? "").filter((name) => name !== "" && name.startsWith(copy.prefix));
}

/** Files of the shop in this folder: its dump, the note that it is due, and who plays in it. */
export function filesOf(folder: string) {
  const id = createHash("sha256").update(resolve(folder)).digest("hex").slice(0, 12);
  return { dump: join(STORED, `${id}.sql`), note: join(STORED, `${id}.json`), lock: join(STORED, `${id}.lock`) };
}

/** Whether an earlier run of the shop in this folder ended before it had put everything back. */
export const isRestoreDue = (folder: string): boolean => existsSync(filesOf(folder).note);

/** Whether a run that is due to put the copy back is still at it. */
export async function isPlayedIn(folder: string): Promise<boolean> {
  if (!isRestoreDue(folder)) return false;
  const { player = null } = JSON.parse(readFileSync(filesOf(folder).note, "utf8")) as Note;
  return player !== null && !(await hasEnded(player));
}

const playerIn = (file: string) => JSON.parse(readFileSync(file, "utf8")) as LocalProcess | null;
const isSame = (a: LocalProcess | null, b: LocalProcess | null) => a?.pid === b?.pid && a?.startedAt === b?.startedAt;

/** From before anything is restored or dumped. False: another run has the copy. What an ended one left is taken over. */
export async function lockCopy(folder: string, player: LocalProcess | null): Promise<boolean> {
  const { lock } = filesOf(folder);
  const own = `${lock}.${process.pid}`;
  mkdirSync(STORED, { recursive: true });
  writeFileSync(own, JSON.stringify(player));
  try {
    // Whole at once, or not at all.
    linkSync(own, lock);
    return true;
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
  } finally {
    rmSync(own);
  }
  const holder = playerIn(lock);
  if (isSame(holder, player)) return true;
  if (holder !== null && !(await hasEnded(holder))) return false;
  renameSync(lock, own);
  const isLeft = isSame(playerIn(own), holder);
  if (!isLeft) linkSync(own, lock);
  rmSync(own);
  return isLeft && lockCopy(folder, player);
}

export const unlockCopy = (folder: string): void => rmSync(filesOf(folder).lock, { force: true });

/** Writes the dump, then the note. */
export function saveCopy(folder: string, copy: Copy, player: LocalProcess | null): void {
  const { dump, note } = filesOf(folder);
  mkdirSync(STORED, { recursive: true });
  const part = `${dump}.part`;
  const file = openSync(part, "w", 0o600);
  const args = [
    "--single-transaction",
    "--skip-lock-tables",
    "--no-tablespaces",
    "--hex-blob",
    "--default-character-set=utf8mb4",
  ];
  try {
    const tables = tablesOf(copy);
    if (tables.length === 0) throw new Error(`The database ${copy.database.name} has no table ${copy.prefix}...`);
    run(["mariadb-dump", "mysqldump"], copy, { args, tables, stdout: file });
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  renameSync(part, dump);
  writeFileSync(note, JSON.stringify({ added: copy.added, player } satisfies Note));
}

/** Puts everything back. Synchronous: also a run that is ended does it on its way out. */
export function restoreCopy(folder: string, copy: Copy): void {
  const { dump, note } = filesOf(folder);
  if (!existsSync(note)) return;
  const { added } = JSON.parse(readFileSync(note, "utf8")) as Note;
  const names = tablesOf(copy).map((name) => `\`${name}\``);
  if (names.length > 0) query(copy, `set foreign_key_checks = 0; drop table if exists ${names.join(", ")}`);
  const file = openSync(dump, "r");
  try {
    run(["mariadb", "mysql"], copy, { args: ["--default-character-set=utf8mb4"], stdin: file });
  } finally {
    closeSync(file);
  }
  for (const path of added) rmSync(path, { recursive: true, force: true });
  // Last: whatever ends this before, the next run does it again.
  rmSync(note);
  rmSync(dump);
}
