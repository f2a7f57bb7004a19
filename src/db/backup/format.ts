/** A backup's file: packed lines of JSON, readable without this program. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { z } from "zod";
import { errorCode, StartError } from "../start-error.ts";

const header = z.object({
  format: z.literal("argosy-backup"),
  /** The fingerprint of the key its secrets are sealed with; the key itself is not in it. */
  keyId: z.string(),
  takenAt: z.string(),
  migrations: z.array(z.object({ number: z.int(), name: z.string(), checksum: z.string() })),
});
const row = z.array(z.string().nullable());
const line = z.union([
  row,
  z.object({ table: z.string(), columns: z.array(z.string()) }),
  z.object({ sequence: z.string(), value: z.string() }),
  // The last line: a file without it was cut off.
  z.object({ rows: z.int() }),
]);

export type Header = z.infer<typeof header>;
/** A row's values as PostgreSQL writes them as text, in the order of its table's columns. */
export type Row = z.infer<typeof row>;
export type Line = z.infer<typeof line>;

export interface BackupFile {
  readonly header: Header;
  readonly lines: AsyncIterable<Line>;
}

/** Opens a backup; what is no backup, damaged or cut off is a StartError, here or while its lines are read. */
export async function openBackup(file: string): Promise<BackupFile> {
  const texts = textsOf(file)[Symbol.asyncIterator]();
  const first = await texts.next();
  const found = header.safeParse(first.done ? undefined : parsed(file, first.value));
  if (!found.success) throw new StartError(`${file} is no backup of a hub.`);
  return { header: found.data, lines: linesOf(file, { [Symbol.asyncIterator]: () => texts }) };
}

async function* linesOf(file: string, texts: AsyncIterable<string>): AsyncGenerator<Line> {
  let rows = 0;
  let isWhole = false;
  for await (const text of texts) {
    const found = line.safeParse(parsed(file, text));
    if (!found.success || isWhole) throw new StartError(`${file} is damaged.`);
    if (Array.isArray(found.data)) rows += 1;
    isWhole = "rows" in found.data && found.data.rows === rows;
    yield found.data;
  }
  if (!isWhole) throw new StartError(`${file} was cut off: it does not hold all of the hub.`);
}

async function* textsOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const unpacked = createGunzip();
  source.on("error", (error) => unpacked.destroy(error));
  try {
    yield* createInterface({ input: source.pipe(unpacked), crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    const code = errorCode(error);
    throw new StartError(
      code?.startsWith("Z_") ? `${file} is damaged or cut off.` : `${file} cannot be read (${code ?? error}).`,
      { cause: error },
    );
  } finally {
    source.destroy();
  }
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new StartError(`${file} is damaged.`, { cause: error });
  }
}
