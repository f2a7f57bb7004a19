/** Where files of an organization are kept: written and read in pieces, never whole in memory. */
import { createHash } from "node:crypto";
import type { OrganizationId } from "../../commerce/ids.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Database } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { storableText } from "../json-column.ts";

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
  /** Throws HubError FILE_TOO_LARGE, FILE_EMPTY; what came so far is then removed. */
  write(organization: OrganizationId, file: NewFile): Promise<StoredFile>;
  /** The bytes from the start. Throws HubError FILE_GONE. */
  read(organization: OrganizationId, id: string): AsyncIterable<Uint8Array>;
  remove(organization: OrganizationId, id: string): Promise<void>;
}

const CHUNK = 512 * 1024;

/** Files in the database: see docs/decisions/36. Each chunk is a transaction of its own, because senders may be slow. */
export function createFiles(db: Database): Files {
  const remove = (organization: OrganizationId, id: string) =>
    db.tenant(organization, async (tx) => {
      await tx.run("delete from stored_file where organization_id = argosy.tenant() and id = $1", [id]);
    });
  return {
    remove,
    async write(organization, file) {
      const id = newId(file.now);
      const name = storableText(file.name).trim().slice(0, 255) || "file";
      await db.tenant(organization, (tx) =>
        tx.run("insert into stored_file (organization_id, id, name, created_at) values (argosy.tenant(), $1, $2, $3)", [
          id,
          name,
          file.now,
        ]),
      );
      try {
        const { size, sha256 } = await writeChunks(db, organization, id, file);
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
    async *read(organization, id) {
      for (let number = 0; ; number++) {
        const chunk = await db.tenant(organization, (tx) =>
          tx.maybe<{ bytes: Buffer }>(
            `select c.bytes
             from stored_file_chunk c
             join stored_file f on f.organization_id = c.organization_id and f.id = c.file_id
             where c.organization_id = argosy.tenant() and c.file_id = $1 and c.number = $2 and f.complete`,
            [id, number],
          ),
        );
        if (chunk) yield chunk.bytes;
        else if (number > 0) return;
        else throw new HubError("FILE_GONE", "not_found", "The file is no longer kept. Upload it again.");
      }
    },
  };
}

async function writeChunks(db: Database, organization: OrganizationId, id: string, file: NewFile) {
  const hash = createHash("sha256");
  let size = 0;
  let number = 0;
  const save = (bytes: Buffer) =>
    db.tenant(organization, (tx) =>
      tx.run(
        "insert into stored_file_chunk (organization_id, file_id, number, bytes) values (argosy.tenant(), $1, $2, $3)",
        [id, number, bytes],
      ),
    );
  for await (const bytes of chunksOf(file.bytes)) {
    size += bytes.length;
    if (size > file.most)
      throw new HubError(
        "FILE_TOO_LARGE",
        "validation",
        `A file has at most ${Math.floor(file.most / 1024 / 1024)} MB. Split it, or ask the operator to allow more.`,
      );
    hash.update(bytes);
    await save(bytes);
    number++;
  }
  if (size === 0) throw new HubError("FILE_EMPTY", "validation", "The file is empty. Send its bytes as the body.");
  return { size, sha256: hash.digest() };
}

/** The same bytes in pieces of one size. */
async function* chunksOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let parts: Uint8Array[] = [];
  let held = 0;
  for await (const part of bytes) {
    for (let from = 0; from < part.length; ) {
      const take = Math.min(part.length - from, CHUNK - held);
      parts.push(part.subarray(from, from + take));
      held += take;
      from += take;
      if (held < CHUNK) continue;
      yield Buffer.concat(parts);
      parts = [];
      held = 0;
    }
  }
  if (held > 0) yield Buffer.concat(parts);
}
