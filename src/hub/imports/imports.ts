import { z } from "zod";
import { actorText, type By } from "../../commerce/actor.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import { type MessagePart, type MessageRef, message } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import { columns } from "../../db/columns.ts";
import type { Database, Tx } from "../../db/database.ts";
import { type Answered, gaps, id, time, typed } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { announce } from "../events.ts";
import type { Files } from "../files/files.ts";
import { jsonParameter } from "../json-column.ts";
import type { Page, PageRequest } from "../paging.ts";
import { refusal } from "../refusals.ts";
import { RUN_STATES } from "../runs/runs.ts";
import { type BothEnds, byAge, type MadeWithin, madeWithin, type Placed, sortedPage, unplaced } from "../sorting.ts";
import type { ShapeInput } from "./detect.ts";
import { fieldUse } from "./fields.ts";
import { checkMapping, decimalsOf, type Mapping, proposeDecimal, proposeMapping, twinNotices } from "./mapping.ts";
import { DEFAULT_OPTIONS, type ImportOptions, importOptionsSchema } from "./options.ts";
import type { ImportReader } from "./reader.ts";
import { type Shape, shapeSchema } from "./shape.ts";
import { currencyHere } from "./world.ts";

/** How far a check or an import is, and what it has found. */
const importRunSchema = z.object({
  runId: id,
  state: z.enum(RUN_STATES),
  error: z.string().nullable(),
  counts: z
    .record(z.string(), z.int())
    .describe("rows, and by outcome create, update, unchanged, refused, skipped; errors and warnings"),
});

export interface ImportRun extends Answered<typeof importRunSchema> {
  readonly errorTold: readonly MessagePart[] | null;
}

const runOrNone = typed<ImportRun>(importRunSchema).nullable();

const summaryFields = {
  id,
  name: z.string(),
  rows: z.int(),
  hasFile: z.boolean().describe("false: the file's time is over"),
  check: runOrNone,
  apply: runOrNone,
  requestedBy: z.string(),
  createdAt: time,
  updatedAt: time,
};

export const importSummarySchema = z.object(summaryFields).meta({ id: "ImportSummary" });

export type ImportSummary = Answered<typeof importSummarySchema>;

const noticeSchema = z.object({ code: z.string().optional(), gaps: gaps.optional(), text: z.string() });

export const importSchema = z
  .object({
    ...summaryFields,
    shape: shapeSchema,
    notices: z.array(typed<Notice>(noticeSchema)).describe("what was guessed about the file, or looks odd"),
    sample: z.array(z.array(z.string())).describe("the first rows"),
    mapping: z.record(z.string(), z.string().nullable()).describe("the field of each column; null: not imported"),
    options: importOptionsSchema,
  })
  .meta({ id: "Import" });

export interface Import extends Omit<Answered<typeof importSchema>, "mapping"> {
  readonly mapping: Mapping;
  readonly fileId: string | null;
}

/** Words for people, with their code where it was kept. */
export interface Notice extends Partial<MessageRef> {
  readonly text: string;
}

const RUN = (
  alias: string,
) => `case when ${alias}.id is null then null else jsonb_build_object('runId', ${alias}.id, 'state', ${alias}.state,
  'error', ${alias}.error, 'errorTold', ${alias}.error_said, 'counts', coalesce(${alias}.progress->'counts', '{}')) end`;

const SUMMARY = `i.id, i.name, (i.shape->>'rows')::int as rows, i.file_id is not null as "hasFile", ${RUN("c")} as check, ${RUN("a")} as apply,
  ${columns("i", "requestedBy createdAt updatedAt")}`;

const FROM = `from catalog_import i
  left join run c on c.organization_id = i.organization_id and c.id = i.check_run_id
  left join run a on a.organization_id = i.organization_id and a.id = i.apply_run_id
  where i.organization_id = argosy.tenant()`;

export interface NewImport extends By {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Most bytes of a file. */
  readonly most: number;
  readonly shape: ShapeInput;
}

/**
 * Keeps the file, looks at it once and proposes how to import it; nothing of the catalog changes. Throws HubError
 * FILE_TOO_LARGE, FILE_EMPTY, IMPORT_NOT_TEXT, IMPORT_EMPTY, IMPORT_TOO_MANY_ROWS, IMPORT_TOO_MANY_COLUMNS, and keeps nothing then.
 */
export async function createImport(
  deps: { readonly db: Database; readonly files: Files; readonly reader: ImportReader },
  organization: OrganizationId,
  input: NewImport,
): Promise<Import> {
  const { db, files, reader } = deps;
  const file = await files.write(organization, input);
  try {
    const { shape, rows, sample, notices } = await reader.inspect(() => files.read(organization, file.id), input.shape);
    const id = newId(input.now);
    return await db.tenant(organization, async (tx) => {
      const { mapping, decimal, guessed, before } = await proposal(tx, shape.columns, sample);
      await tx.run(
        `insert into catalog_import (organization_id, id, name, file_id, shape, sample, mapping, options, requested_by,
           created_at, updated_at)
         values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`,
        [
          id,
          file.name,
          file.id,
          jsonParameter({ ...shape, rows, notices: [...notices, ...guessed] }),
          jsonParameter(sample),
          jsonParameter(mapping),
          jsonParameter({ ...DEFAULT_OPTIONS, ...before?.options, decimal }),
          actorText(input.actor),
          input.now,
        ],
      );
      await announce(tx, "import.created", { id });
      return getImport(tx, id);
    });
  } catch (error) {
    await files.remove(organization, file.id);
    throw error;
  }
}

/** How a file with these columns is proposed to be read, and what people are told of that. */
async function proposal(tx: Tx, columns: readonly string[], sample: readonly (readonly string[])[]) {
  const before = await mappedBefore(tx, columns);
  const mapping = before?.mapping ?? proposeMapping(columns, sample);
  // How this file writes its amounts is not what another one did.
  const currency = before?.options.currency ?? (await currencyHere(tx));
  const { decimal, unclear } = proposeDecimal(mapping, sample, decimalsOf(mapping, sample, currency));
  const guessed = [
    ...(before ? [message("import.asBefore", { name: before.name })] : twinNotices(columns, mapping)),
    ...(decimal === "comma" ? [message("import.commas")] : []),
    ...(unclear ? [message("import.decimalUnclear", { ...unclear })] : []),
  ];
  return { mapping, decimal, guessed, before };
}

/**
 * Reads the file in another encoding: columns, preview and proposals are made anew, and what a check found holds no longer.
 * Throws HubError IMPORT_NOT_FOUND, IMPORT_BUSY, FILE_GONE.
 */
export async function rereadImport(
  deps: { readonly db: Database; readonly files: Files; readonly reader: ImportReader },
  organization: OrganizationId,
  input: { readonly id: string; readonly encoding: Shape["encoding"]; readonly now: Date },
): Promise<void> {
  const { db, files, reader } = deps;
  const found = await db.tenant(organization, (tx) => getImport(tx, input.id));
  const { fileId } = found;
  if (fileId === null) throw refusal("FILE_GONE", undefined, "conflict");
  const { encoding } = input;
  const requested = { encoding, format: found.shape.format };
  const { shape, rows, sample, notices } = await reader.inspect(() => files.read(organization, fileId), requested);
  await db.tenant(organization, async (tx) => {
    const existing = await lockedImport(tx, input.id);
    const isSame = JSON.stringify(existing.shape.columns) === JSON.stringify(shape.columns);
    const proposed = await proposal(tx, shape.columns, sample);
    await tx.run(
      `update catalog_import
       set shape = $2, sample = $3, mapping = $4, options = $5, check_run_id = null, updated_at = $6
       where organization_id = argosy.tenant() and id = $1`,
      [
        input.id,
        jsonParameter({ ...shape, rows, notices: [...notices, ...proposed.guessed] }),
        jsonParameter(sample),
        jsonParameter(isSame ? existing.mapping : proposed.mapping),
        jsonParameter({ ...existing.options, ...(!isSame && { decimal: proposed.decimal }) }),
        input.now,
      ],
    );
    await announce(tx, "import.updated", { id: input.id });
  });
}

/** Imports looked through for one with the same columns. */
const REMEMBERED = 200;

/** How the last file with these columns was matched and read, once it was written to the catalog. */
async function mappedBefore(
  tx: Tx,
  columns: readonly string[],
): Promise<Pick<Import, "name" | "mapping" | "options"> | null> {
  const found = await tx.maybe<Pick<Import, "name" | "mapping" | "options">>(
    `select i.name, i.mapping, i.options from (
       select *
       from argosy.catalog_import
       where organization_id = argosy.tenant()
       order by id desc
       limit ${REMEMBERED}) as i
     where i.apply_run_id is not null and i.shape -> 'columns' = $1::jsonb order by i.id desc limit 1`,
    [jsonParameter(columns)],
  );
  if (!found) return null;
  return { ...found, mapping: found.mapping.map((id) => (id !== null && fieldUse(id) ? id : null)) };
}

type Row = ImportSummary & {
  readonly shape: Shape & { readonly notices: readonly (Notice | string)[] };
} & Pick<Import, "sample" | "mapping" | "options" | "fileId">;

/** One import with its columns, sample and mapping. Throws HubError IMPORT_NOT_FOUND. */
export async function getImport(tx: Tx, id: string): Promise<Import> {
  const row = await tx.maybe<Row>(
    `select ${SUMMARY}, i.shape, i.sample, i.mapping, i.options, i.file_id as "fileId" ${FROM} and i.id = $1`,
    [id],
  );
  if (!row) throw new HubError("IMPORT_NOT_FOUND", "not_found", "There is no such import.");
  const { notices, format, encoding, isUnsure, delimiter, newline, header, columns } = row.shape;
  return {
    ...row,
    shape: { format, encoding, ...(isUnsure && { isUnsure }), delimiter, newline, header, columns },
    // Those of older imports are bare texts.
    notices: notices.map((each) => (typeof each === "string" ? { text: each } : each)),
    options: { ...DEFAULT_OPTIONS, ...row.options },
  };
}

/** Imports, newest first. */
export async function listImports(
  tx: Tx,
  filter: PageRequest & MadeWithin & { readonly sort?: BothEnds | undefined },
): Promise<Page<ImportSummary>> {
  const params: unknown[] = [];
  const made = madeWithin("i.id", filter, params);
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<ImportSummary>>(
    tx,
    `select ${by.place}, ${SUMMARY} ${FROM} ${made} ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

const SORTS = byAge(["i.id", "uuid"]);

/** How many rows its file has; 0 when there is no such import. */
export async function importRows(tx: Tx, id: string): Promise<number> {
  const found = await tx.maybe<{ rows: number | null }>(
    "select (shape->>'rows')::int as rows from catalog_import where organization_id = argosy.tenant() and id = $1",
    [id],
  );
  return found?.rows ?? 0;
}

/** Changes how the file is understood; what a check found before holds no longer. Throws HubError IMPORT_MAPPING, IMPORT_BUSY. */
export async function updateImport(
  tx: Tx,
  input: {
    readonly id: string;
    /** By the columns' names; columns that are not named stay as they are. */
    readonly mapping?: Readonly<Record<string, string | null>> | undefined;
    readonly options?: { readonly [Key in keyof ImportOptions]?: ImportOptions[Key] | undefined } | undefined;
    readonly now: Date;
  },
): Promise<void> {
  const found = await lockedImport(tx, input.id);
  const { columns } = found.shape;
  const given = input.mapping ?? {};
  const unknown = Object.keys(given).find((name) => !columns.includes(name));
  if (unknown !== undefined)
    throw new HubError("IMPORT_MAPPING", "validation", `The file has no column "${unknown}".`, "mapping");
  const mapping = columns.map((name, index) =>
    name in given ? (given[name] ?? null) : (found.mapping[index] ?? null),
  );
  checkMapping(columns, mapping);
  const options = Object.entries(input.options ?? {}).filter(([, value]) => value !== undefined);
  const after: ImportOptions = { ...found.options, ...Object.fromEntries(options) };
  if (after.categorySeparator === after.listSeparator)
    throw new HubError(
      "IMPORT_OPTIONS",
      "validation",
      "The levels of a category and the values of a list need different separators.",
      "options",
    );
  await tx.run(
    `update catalog_import
     set mapping = $2, options = $3, check_run_id = null, updated_at = $4
     where organization_id = argosy.tenant() and id = $1`,
    [input.id, jsonParameter(mapping), jsonParameter(after), input.now],
  );
  await announce(tx, "import.updated", { id: input.id });
}

/** Throws HubError IMPORT_NOT_FOUND, IMPORT_BUSY while a run works on it. */
async function lockedImport(tx: Tx, id: string): Promise<Import> {
  await tx.rows("select 1 from catalog_import where organization_id = argosy.tenant() and id = $1 for update", [id]);
  const found = await getImport(tx, id);
  for (const run of [found.check, found.apply])
    if (run && (run.state === "queued" || run.state === "running"))
      throw new HubError("IMPORT_BUSY", "conflict", "A run works on this import. Wait for it or cancel it first.");
  return found;
}

/** Removes an import and its file; what it did to the catalog stays. Throws HubError IMPORT_NOT_FOUND, IMPORT_BUSY. */
export async function deleteImport(tx: Tx, id: string): Promise<void> {
  const { fileId } = await lockedImport(tx, id);
  await tx.run("delete from catalog_import where organization_id = argosy.tenant() and id = $1", [id]);
  await tx.run("delete from stored_file where organization_id = argosy.tenant() and id = $1", [fileId]);
  await announce(tx, "import.deleted", { id });
}

/** Says which run works on the import, and throws what would stop it. */
export async function noteImportRun(
  tx: Tx,
  input: { readonly id: string; readonly phase: "check" | "apply"; readonly runId: string },
): Promise<void> {
  const column = input.phase === "check" ? "check_run_id" : "apply_run_id";
  await tx.run(`update catalog_import set ${column} = $2 where organization_id = argosy.tenant() and id = $1`, [
    input.id,
    input.runId,
  ]);
}
