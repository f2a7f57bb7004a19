/** For tests: a file imported from text, and what came of it. */
import { systemActor } from "../../commerce/actor.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Tx } from "../../db/database.ts";
import type { TestDatabase } from "../../db/testing.ts";
import { createFiles } from "../files/files.ts";
import { ensureDefaultLocation } from "../inventory/locations.ts";
import { NOON } from "../listings/samples.ts";
import type { ShapeInput } from "./detect.ts";
import { createImport, getImport, type Import, updateImport } from "./imports.ts";
import { listIssues, type RowIssue } from "./issues.ts";
import type { ImportOptions } from "./options.ts";
import { readHere } from "./reader.ts";
import { type ImportWork, workImport } from "./work.ts";

export interface Worked {
  readonly id: string;
  readonly runId: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly issues: readonly RowIssue[];
}

export interface Input {
  readonly shape?: ShapeInput;
  readonly mapping?: Readonly<Record<string, string | null>>;
  readonly options?: Partial<ImportOptions>;
}

export interface Importer {
  upload(file: string | Uint8Array, input?: Input): Promise<Import>;
  work(id: string, phase: "check" | "apply", more?: Partial<ImportWork>): Promise<Worked>;
  check(file: string | Uint8Array, input?: Input): Promise<Worked>;
  apply(file: string | Uint8Array, input?: Input): Promise<Worked>;
}

export function importer(db: TestDatabase, organization: OrganizationId, now: () => Date): Importer {
  const deps = { db: db.database, files: createFiles(db.database), reader: readHere };
  const upload: Importer["upload"] = async (file, input = {}) => {
    const bytes = typeof file === "string" ? Buffer.from(file) : file;
    const made = await createImport(deps, organization, {
      name: "test",
      most: 200 * 1024 * 1024,
      shape: input.shape ?? {},
      actor: systemActor,
      now: now(),
      // In pieces, so that characters and rows are cut anywhere.
      bytes: (async function* () {
        for (let at = 0; at < bytes.length; at += 100_003) yield bytes.subarray(at, at + 100_003);
      })(),
    });
    if (!input.mapping && !input.options) return made;
    return db.database.tenant(organization, async (tx) => {
      await updateImport(tx, { id: made.id, mapping: input.mapping, options: input.options, now: now() });
      return getImport(tx, made.id);
    });
  };
  const work: Importer["work"] = async (id, phase, more = {}) => {
    const counts: Record<string, number> = {};
    const runId = more.runId ?? newId(now());
    await workImport(deps, {
      organization,
      importId: id,
      runId,
      phase,
      done: 0,
      actor: systemActor,
      now,
      onChunk: async (_tx, _row, counted) => {
        for (const [name, count] of Object.entries(counted)) counts[name] = (counts[name] ?? 0) + count;
      },
      afterChunk: () => undefined,
      ...more,
    });
    const issues = await db.database.tenant(organization, (tx) => listIssues(tx, { importId: id, runId, limit: 200 }));
    return { id, runId, counts, issues: issues.items };
  };
  return {
    upload,
    work,
    check: async (file, input) => work((await upload(file, input)).id, "check"),
    apply: async (file, input) => work((await upload(file, input)).id, "apply"),
  };
}

/** An organization with a place for its stock, and what imports into it. */
export async function importing(db: TestDatabase) {
  const here = await db.newOrganization();
  const inside = <T>(work: (tx: Tx) => Promise<T>) => db.database.tenant(here, work);
  await inside((tx) => ensureDefaultLocation(tx, NOON));
  return { ...importer(db, here, () => NOON), here, inside };
}
