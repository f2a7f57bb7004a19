/** Moves files between the database and object storage while the hub runs; what was cut off is done again. */
import { createHash } from "node:crypto";
import { type OrganizationId, organizationId } from "../../commerce/ids.ts";
import type { Database } from "../../db/database.ts";
import { readFile, writeChunks } from "./files.ts";
import type { Objects } from "./objects.ts";

export interface Moved {
  readonly files: number;
  readonly bytes: number;
  /** Files that are not there whole where they should be: they stay as they are. */
  readonly damaged: readonly string[];
}

interface Row {
  readonly id: string;
  readonly size: number;
  readonly sha256: Buffer;
}

interface Moving {
  readonly db: Database;
  readonly objects: Objects;
  readonly organization: OrganizationId;
}

const BATCH = 100;

/** All files of all organizations. */
export async function moveAllFiles(
  to: "database" | "s3",
  { db, objects }: Pick<Moving, "db" | "objects">,
): Promise<Moved> {
  const all = { files: 0, bytes: 0, damaged: [] as string[] };
  const organizations = await db.scheduler.rows<{ id: string }>("select organization_id as id from organization");
  for (const { id } of organizations) {
    const moved = await moveFiles(to, { db, objects, organization: organizationId(id) });
    all.files += moved.files;
    all.bytes += moved.bytes;
    all.damaged.push(...moved.damaged);
  }
  return all;
}

/** All files of an organization that are complete and not there yet. */
async function moveFiles(to: "database" | "s3", moving: Moving): Promise<Moved> {
  const done = { files: 0, bytes: 0, damaged: [] as string[] };
  for (let after = "00000000-0000-0000-0000-000000000000"; ; ) {
    const rows = await nextOf(to, moving, after);
    for (const row of rows) {
      const outcome = to === "s3" ? await toObjects(moving, row) : await toDatabase(moving, row);
      if (outcome === "damaged") done.damaged.push(row.id);
      if (outcome !== "moved") continue;
      done.files += 1;
      done.bytes += row.size;
    }
    const last = rows.at(-1);
    if (!last) return done;
    after = last.id;
  }
}

const nextOf = (to: "database" | "s3", { db, organization }: Moving, after: string) =>
  db.tenant(organization, (tx) =>
    tx.rows<Row>(
      `select id, size::float8 as size, sha256
       from stored_file
       where organization_id = argosy.tenant() and complete and id > $1
         and object_key is ${to === "s3" ? "null" : "not null"}
       order by id
       limit ${BATCH}`,
      [after],
    ),
  );

/** Removed meanwhile: nothing to move. */
type Outcome = "moved" | "damaged" | "gone";

async function toObjects({ db, objects, organization }: Moving, { id, sha256 }: Row): Promise<Outcome> {
  const key = objects.newKey(organization);
  // Noted before it is there: cut off, upkeep removes it.
  await db.tenant(organization, (tx) =>
    tx.run("insert into leaving_object (organization_id, object_key) values (argosy.tenant(), $1)", [key]),
  );
  const passed = hashed(readFile(db, objects, { organization, id }));
  try {
    await objects.write(key, passed.bytes);
  } catch (error) {
    if (isGone(error)) return (await isThere(db, organization, id)) ? "damaged" : "gone";
    throw error;
  }
  if (!passed.is(sha256)) return "damaged";
  return db.tenant(organization, async (tx) => {
    const moved = await tx.run(
      `update stored_file set object_key = $2
       where organization_id = argosy.tenant() and id = $1 and object_key is null`,
      [id, key],
    );
    if (moved === 0) return "gone";
    await tx.run("delete from leaving_object where organization_id = argosy.tenant() and object_key = $1", [key]);
    await tx.run("delete from stored_file_chunk where organization_id = argosy.tenant() and file_id = $1", [id]);
    return "moved";
  });
}

async function toDatabase({ db, objects, organization }: Moving, { id, sha256 }: Row): Promise<Outcome> {
  const passed = hashed(readFile(db, objects, { organization, id }));
  try {
    await writeChunks(db, { organization, id }, passed.bytes);
  } catch (error) {
    if (!isGone(error) && (await isThere(db, organization, id))) throw error;
    return (await isThere(db, organization, id)) ? "damaged" : "gone";
  }
  if (!passed.is(sha256)) return "damaged";
  const moved = await db.tenant(organization, (tx) =>
    tx.run(
      `update stored_file set object_key = null
       where organization_id = argosy.tenant() and id = $1 and object_key is not null`,
      [id],
    ),
  );
  return moved === 0 ? "gone" : "moved";
}

const isGone = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "FILE_GONE";

const isThere = (db: Database, organization: OrganizationId, id: string) =>
  db.tenant(
    organization,
    async (tx) =>
      (await tx.rows("select 1 from stored_file where organization_id = argosy.tenant() and id = $1", [id])).length > 0,
  );

function hashed(bytes: AsyncIterable<Buffer>) {
  const hash = createHash("sha256");
  async function* passing() {
    for await (const part of bytes) {
      hash.update(part);
      yield part;
    }
  }
  return { bytes: passing(), is: (requested: Buffer) => hash.digest().equals(requested) };
}
