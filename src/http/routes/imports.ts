import { z } from "zod";
import { HubError } from "../../hub/errors.ts";
import { createFiles } from "../../hub/files/files.ts";
import { fieldSchema } from "../../hub/imports/fields.ts";
import { importSchema, importSummarySchema } from "../../hub/imports/imports.ts";
import {
  createImport,
  deleteImport,
  getImport,
  groupIssues,
  type Import,
  issueTable,
  listImports,
  listIssues,
  noteImportRun,
  requireEncoding,
  requireSku,
  rereadImport,
  templateTable,
  updateImport,
} from "../../hub/imports/index.ts";
import { issueGroupSchema, rowIssueSchema } from "../../hub/imports/issues.ts";
import { refusal } from "../../hub/refusals.ts";
import type { Run } from "../../hub/runs/runs.ts";
import { runSchema } from "../../hub/runs/runs.ts";
import { leftBy, tooLarge, uploadOf, uploads } from "../bodies/upload.ts";
import type { Deps } from "../deps.ts";
import { asRequested, byId, type Call, type Route, routes } from "../route.ts";
import { list, page, pageOf } from "../schemas.ts";
import { tableAnswer, tableQuery, tableTypes } from "../table-answer.ts";
import { fields, importPatch, issueFilter, uploadQuery } from "./import-schemas.ts";
import { eitherEnd, made } from "./list-filters.ts";
import { startRun } from "./runs.ts";

const route = routes({ tag: "imports", reads: "view", changes: "edit_catalogue" });

function shown({ fileId: _fileId, mapping, ...found }: Import) {
  return {
    ...found,
    mapping: Object.fromEntries(found.shape.columns.map((name, index) => [name, mapping[index] ?? null])),
  };
}

const phase = z.enum(["check", "apply"]).default("check").describe("which run the issue is from");

async function begin(
  deps: Deps,
  { access, tenant, params }: Pick<Call<{ id: string }, unknown, unknown>, "access" | "tenant" | "params">,
  how: { readonly phase: "check" | "apply"; readonly rows?: "all" | "failed" },
): Promise<Run> {
  const found = await tenant((tx) => getImport(tx, params.id));
  if (!found.hasFile) throw refusal("FILE_GONE", undefined, "conflict");
  requireSku(found.mapping);
  if (how.phase === "apply") requireEncoding(found.shape);
  const failedOf = how.rows === "failed" ? found.apply?.runId : undefined;
  if (how.rows === "failed" && !failedOf)
    throw new HubError("IMPORT_NOT_APPLIED", "conflict", "Nothing was refused yet: apply the import first.", "rows");
  const run = await startRun(deps, access, {
    connectionId: null,
    kind: how.phase === "check" ? "import_check" : "import_apply",
    options: { importId: found.id, ...(failedOf && { failedOf }) },
  });
  await tenant((tx) => noteImportRun(tx, { id: found.id, phase: how.phase, runId: run.id }));
  return run;
}

const runOf = async (
  { tenant, params }: Pick<Call<{ id: string }, unknown, unknown>, "tenant" | "params">,
  of: "check" | "apply",
) => {
  const found = await tenant((tx) => getImport(tx, params.id));
  return { importId: found.id, runId: found[of]?.runId ?? null, name: found.name };
};

/** Imports of the catalog from files. */
export const importRoutes: readonly Route[] = [
  uploads([
    route.post("/imports", {
      summary: "Upload a CSV or JSON file as the body: it is looked at, nothing is changed yet",
      upload: { type: "text/csv", example: 'SKU,Title,Price\nSHIRT-BLUE-M,"Linen shirt, blue",19.90\n' },
      query: uploadQuery,
      response: importSchema,
      status: 201,
      handler: async ({ access, query, request, reply, now, deps: { config, db, engine, fileStorage } }) => {
        const { name = "import", ...input } = query;
        const signal = leftBy(reply.raw);
        const reader = engine.files.importReader({ organization: access.organization, signal });
        const made = createImport({ db, files: createFiles(db, fileStorage), reader }, access.organization, {
          name,
          bytes: uploadOf(request.raw),
          most: config.maxUploadMb * 1024 * 1024,
          shape: input,
          actor: access.actor,
          now,
        });
        return shown(
          await made.catch((error: unknown) => {
            throw tooLarge(error);
          }),
        );
      },
    }),
  ]),
  route.get("/imports", {
    summary: "Imports, newest first",
    query: z.object({ ...page, ...made, sort: eitherEnd }),
    response: pageOf(importSummarySchema),
    handler: asRequested(listImports),
  }),
  route.get("/imports/template", {
    summary: "A list of products to fill in, with two rows as an example",
    query: z.object(tableQuery),
    produces: tableTypes,
    handler: ({ reply, query }) =>
      tableAnswer(reply, { name: "products-template", table: templateTable(), style: query }),
  }),
  route.get("/imports/fields", {
    summary: "The fields a column may be mapped to",
    response: list(fieldSchema),
    handler: async () => ({ items: fields }),
  }),
  route.get("/imports/:id", {
    summary: "One import: columns, sample, mapping, options, what was found and done",
    response: importSchema,
    handler: async ({ tenant, params }) => shown(await tenant((tx) => getImport(tx, params.id))),
  }),
  route.get("/imports/:id/issues", {
    summary: "Errors and warnings by row: what is wrong, and what to do",
    query: z.object({ ...page, phase, ...issueFilter }),
    response: pageOf(rowIssueSchema),
    handler: async (call) => {
      const { phase: of, ...filter } = call.query;
      const { importId, runId } = await runOf(call, of);
      return call.tenant((tx) => listIssues(tx, { ...filter, importId, runId }));
    },
  }),
  route.get("/imports/:id/issues/groups", {
    summary: "Errors and warnings by what is wrong in which column, with the number of rows",
    query: z.object({ phase }),
    response: list(issueGroupSchema),
    handler: async (call) => {
      const { importId, runId } = await runOf(call, call.query.phase);
      return { items: await call.tenant((tx) => groupIssues(tx, { importId, runId })) };
    },
  }),
  route.get("/imports/:id/issues/export", {
    summary: "Errors and warnings as a file",
    query: z.object({ phase, ...issueFilter, ...tableQuery }),
    produces: tableTypes,
    handler: async (call) => {
      const { phase: of, severity, code, column, ...style } = call.query;
      const { name, ...found } = await runOf(call, of);
      const table = issueTable(call.tenant, { ...found, severity, code, column });
      return tableAnswer(call.reply, { name: `${name}-${of}`, table, style });
    },
  }),
  route.patch("/imports/:id", {
    summary: "Change the mapping or the options; a check made before holds no longer",
    body: importPatch,
    response: importSchema,
    handler: async ({ access, tenant, params, body, now, reply, deps }) => {
      const { encoding, ...change } = body;
      if (encoding !== undefined) {
        const signal = leftBy(reply.raw);
        const reader = deps.engine.files.importReader({ organization: access.organization, signal });
        const files = createFiles(deps.db, deps.fileStorage);
        await rereadImport({ db: deps.db, files, reader }, access.organization, { id: params.id, encoding, now });
      }
      return shown(
        await tenant(async (tx) => {
          await updateImport(tx, { id: params.id, ...change, now });
          return getImport(tx, params.id);
        }),
      );
    },
  }),
  route.delete("/imports/:id", {
    summary: "Remove an import and its file; what it did stays",
    handler: byId(deleteImport),
  }),
  route.post("/imports/:id/check", {
    summary: "Dry run over every row: what would be created, changed, left and refused",
    response: runSchema,
    status: 202,
    handler: (call) => begin(call.deps, call, { phase: "check" }),
  }),
  route.post("/imports/:id/apply", {
    summary: "Import the rows, or only those that were refused before; goes on after any stop",
    body: z.strictObject({ rows: z.enum(["all", "failed"]).default("all") }),
    response: runSchema,
    status: 202,
    handler: (call) => begin(call.deps, call, { phase: "apply", rows: call.body.rows }),
  }),
];
