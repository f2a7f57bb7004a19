/** Where files of an organization are kept: written and read in pieces, never whole in memory. */

import { createHash } from "node:crypto";
import type { OrganizationId } from "../../commerce/ids.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Database } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { storableText } from "../json-column.ts";
import { refusal } from "../refusals.ts";
import { DATABASE_ALONE, type FileStorage, type Objects } from "./objects.ts";
import { piecesOf } from "./pieces.ts";

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

export interface NewFile {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Most bytes; one more and nothing is kept. */
  readonly most: number;
  readonly now: Date;
}

/** The port; every process that serves or works has to see the same files. */
export interface Files {
  /** Throws HubError FILE_TOO_LARGE, FILE_EMPTY, FILE_STORE_AWAY, FILE_STORE_REFUSES; what came so far is then removed. */
  write(organization: OrganizationId, file: NewFile): Promise<StoredFile>;
  /** The bytes from the start. Throws HubError FILE_GONE, FILE_STORE_AWAY, FILE_STORE_REFUSES. */
  read(organization: OrganizationId, id: string): AsyncIterable<Uint8Array>;
  remove(organization: OrganizationId, id: string): Promise<void>;
  /** What is wrong with the object storage, in words for the operator; null where nothing is, or there is none. */
  check(): Promise<string | null>;
  /** Removes some objects no file has been kept in for a day; answers how many. */
  removeObjects(organization: OrganizationId, at: { readonly now: Date; readonly most: number }): Promise<number>;
}

/** Bytes of one row of a file that is kept in the database. */
const CHUNK = 512 * 1024;
/** Asked of an object at once. */
const PIECE = 4 * 1024 * 1024;
const DAY_MS = 24 * 60 * 60_000;

/**
 * Files in the database (decision 36) or in object storage (decision 416): new ones where the operator said,
 * old ones where they are. Each piece is a transaction or a call of its own, because senders may be slow.
 */
export function createFiles(db: Database, storage: FileStorage = DATABASE_ALONE): Files {
  const remove = (organization: OrganizationId, id: string) =>
    db.tenant(organization, async (tx) => {
      await tx.run("delete from stored_file where organization_id = argosy.tenant() and id = $1", [id]);
    });
  const objects = storage.writesTo === "objects" ? storage.objects : null;
  return {
    remove,
    async write(organization, file) {
      const id = newId(file.now);
      const name = storableText(file.name).trim().slice(0, 255) || "file";
      const key = objects?.newKey(organization) ?? null;
      // First of all: whatever becomes of the bytes, a row names them.
      await db.tenant(organization, (tx) =>
        tx.run(
          `insert into stored_file (organization_id, id, name, created_at, object_key)
           values (argosy.tenant(), $1, $2, $3, $4)`,
          [id, name, file.now, key],
        ),
      );
      try {
        const counted = countedBytes(file);
        if (objects && key !== null) await objects.write(key, counted.bytes);
        else await writeChunks(db, { organization, id }, counted.bytes);
        const { size, sha256 } = counted.result();
        await db.tenant(organization, (tx) =>
          tx.run(
            `update stored_file
             set size = $2, sha256 = $3, complete = true
             where organization_id = argosy.tenant() and id = $1`,
            [id, size, sha256],
          ),
        );
        return { id, name, size, sha256: sha256.toString("hex") };
      } catch (error) {
        await remove(organization, id);
        throw error;
      }
    },
    read: (organization, id) => readFile(db, storage.objects, { organization, id }),
    check: async () => (await storage.objects?.check()) ?? null,
    removeObjects: (organization, { now, most }) =>
      storage.objects ? removeLeaving(db, storage.objects, { organization, now, most }) : Promise.resolve(0),
  };
}

interface Which {
  readonly organization: OrganizationId;
  readonly id: string;
}

interface ChunkPosition {
  readonly size: number;
  /** Null: in the database. */
  readonly key: string | null;
  readonly bytes: Buffer | null;
}

/** Looks before each piece where the file is: it may be moved meanwhile. */
export async function* readFile(db: Database, objects: Objects | null, which: Which): AsyncGenerator<Buffer> {
  let missed: string | null = null;
  for (let from = 0; ; ) {
    const place = await locationOf(db, which, Math.floor(from / CHUNK));
    if (!place) throw gone();
    const { key, size } = place;
    if (from >= size) return;
    if (key !== null && !objects) throw notSetUp();
    const found =
      key === null || !objects
        ? (place.bytes?.subarray(from % CHUNK) ?? null)
        : await objects.read(key, from, Math.min(size, from + PIECE));
    if (found && found.length > 0) {
      yield found;
      from += found.length;
    } else if (key === null || key === missed) throw gone();
    else missed = key;
  }
}

const locationOf = (db: Database, { organization, id }: Which, number: number) =>
  db.tenant(organization, (tx) =>
    tx.maybe<ChunkPosition>(
      `select f.size::float8 as size, f.object_key as key, c.bytes
       from stored_file f
       left join stored_file_chunk c on c.organization_id = f.organization_id and c.file_id = f.id and c.number = $2
         and f.object_key is null
       where f.organization_id = argosy.tenant() and f.id = $1 and f.complete`,
      [id, number],
    ),
  );

const gone = () => refusal("FILE_GONE");
const notSetUp = () =>
  new HubError(
    "FILE_STORE_REFUSES",
    "busy",
    "The file is in object storage this hub has no settings for. Whoever runs the hub sets S3_ENDPOINT and what belongs to it.",
  );

/** Counts and hashes what passes; throws where there is too much of it, or nothing. */
function countedBytes(file: NewFile) {
  const hash = createHash("sha256");
  let size = 0;
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for await (const part of file.bytes) {
      size += part.length;
      if (size > file.most)
        throw new HubError(
          "FILE_TOO_LARGE",
          "validation",
          `A file has at most ${Math.floor(file.most / 1024 / 1024)} MB. Split it, or ask the operator to allow more.`,
        );
      hash.update(part);
      yield part;
    }
    if (size === 0) throw refusal("FILE_EMPTY");
  }
  return { bytes: bytes(), result: () => ({ size, sha256: hash.digest() }) };
}

/** One that is there already is written over. */
export async function writeChunks(db: Database, which: Which, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  let number = 0;
  for await (const piece of piecesOf(bytes, CHUNK)) {
    await db.tenant(which.organization, (tx) =>
      tx.run(
        `insert into stored_file_chunk (organization_id, file_id, number, bytes) values (argosy.tenant(), $1, $2, $3)
         on conflict (organization_id, file_id, number) do update set bytes = excluded.bytes`,
        [which.id, number, piece],
      ),
    );
    number++;
  }
}

/** A day later: somebody may be reading one, or just be writing it. */
async function removeLeaving(
  db: Database,
  objects: Objects,
  { organization, now, most }: { readonly organization: OrganizationId; readonly now: Date; readonly most: number },
): Promise<number> {
  const rows = await db.tenant(organization, (tx) =>
    tx.rows<{ key: string }>(
      `select object_key as key
       from leaving_object
       where organization_id = argosy.tenant() and noted_at < $1
       order by noted_at
       limit $2`,
      [new Date(now.getTime() - DAY_MS), most],
    ),
  );
  for (const { key } of rows) await objects.remove(key);
  await db.tenant(organization, (tx) =>
    tx.run("delete from leaving_object where organization_id = argosy.tenant() and object_key = any($1)", [
      rows.map(({ key }) => key),
    ]),
  );
  return rows.length;
}
