import { createHash, hkdfSync, randomBytes } from "node:crypto";
import { mkdir, open, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { StartError } from "./start-error.ts";

/** The encryption key is missing, malformed or not the one the database was set up with. One sentence for the operator. */
export class KeyError extends StartError {
  override readonly name = "KeyError";
}

export interface Key {
  /** Fingerprint that stands beside every ciphertext; says nothing about the key. */
  readonly id: string;
  readonly bytes: Buffer;
}

export interface Keys {
  readonly current: Key;
  /** Retired keys: they open, they never seal. */
  readonly previous: readonly Key[];
  /** Where the operator finds the current key: the setting's name or the key file. */
  readonly origin: string;
  /** Made just now: there was no key. */
  readonly isNew?: boolean | undefined;
  /** Writes a key made just now to its file (mode 600, directory entry synced); does nothing for a key that was given. */
  save(): Promise<void>;
}

/** Brings a 32-byte key into its named form. */
export function keyFromHex(hex: string): Key {
  const bytes = Buffer.from(hex, "hex");
  if (bytes.length !== 32) throw new KeyError("An encryption key has to be 64 hexadecimal digits.");
  return { id: createHash("sha256").update("argosy key id\0").update(bytes).digest("hex").slice(0, 16), bytes };
}

/** A secret of its own for one purpose (a database role's password, a signing key), derived from the current key. */
export function deriveSecret(key: Key, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", key.bytes, "argosy", purpose, 32));
}

/**
 * The keys of this installation: from the settings, else from the key file, else new in memory until `save`.
 * Throws a KeyError when the key file is malformed or open to others.
 */
export async function loadKeys(options: {
  current?: string | undefined;
  previous: readonly string[];
  file: string;
}): Promise<Keys> {
  const previous = options.previous.map(keyFromHex);
  if (options.current !== undefined)
    return { current: keyFromHex(options.current), previous, origin: "ENCRYPTION_KEY", save: async () => undefined };
  const existing = await readKeyFile(options.file);
  if (existing) return { current: existing, previous, origin: options.file, save: async () => undefined };
  const hex = randomBytes(32).toString("hex");
  return {
    current: keyFromHex(hex),
    previous,
    origin: options.file,
    isNew: true,
    save: () => writeKeyFile(options.file, hex),
  };
}

async function readKeyFile(file: string): Promise<Key | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new KeyError(`The encryption key file ${file} cannot be read (${error.code}).`, { cause: error });
  });
  if (text === undefined) return undefined;
  if (!/^[0-9a-f]{64}$/i.test(text.trim()))
    throw new KeyError(`The encryption key file ${file} has to hold 64 hexadecimal digits and nothing else.`);
  if (process.platform !== "win32" && ((await stat(file)).mode & 0o077) !== 0)
    throw new KeyError(`The encryption key file ${file} can be read by others; run: chmod 600 ${file}`);
  return keyFromHex(text.trim());
}

async function writeKeyFile(file: string, hex: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  // "wx": a key that another process wrote in the meantime is never replaced.
  const handle = await open(file, "wx", 0o600);
  try {
    await handle.writeFile(`${hex}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
