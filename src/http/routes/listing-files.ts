import { Readable } from "node:stream";
import { z } from "zod";
import { type ShownDraft, showDrafts } from "../../hub/listing-drafts/list.ts";
import { categorySchema } from "../../hub/listing-drafts/schemas.ts";
import { draftSheet, readSheet, sheetReadSchema } from "../../hub/listing-drafts/sheet.ts";
import { templateCsv, templateWorkbook } from "../../hub/listing-drafts/template-file.ts";
import { importTemplate, templateReadSchema } from "../../hub/listing-drafts/template-import.ts";
import { getStore } from "../../hub/stores/stores.ts";
import { pagesOf } from "../../hub/table-files/table.ts";
import { requireAble } from "../abilities.ts";
import { cellsOf } from "../bodies/csv-body.ts";
import { leftBy, tooLarge, uploadOf, uploads } from "../bodies/upload.ts";
import { exampleId } from "../document/examples.ts";
import { type Call, type Route, routes } from "../route.ts";
import { flag, id } from "../schemas.ts";
import { tableAnswer, tableQuery, tableTypes } from "../table-answer.ts";
import { whenOf } from "./listing-drafts.ts";
import { categoryKey } from "./listing-schemas.ts";

const route = routes({ tag: "listings", reads: "view", changes: "edit_catalogue" });

const CSV_LIMIT = 20 * 1024 * 1024;
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const PAGE = 200;

/** The open drafts of a category with their values, page by page. */
function openDrafts(
  call: Pick<Call<unknown, unknown, unknown>, "tenant" | "deps" | "now">,
  of: { readonly storeId: string; readonly categoryKey: string },
): AsyncIterable<readonly ShownDraft[]> {
  const filter = { ...of, state: ["draft", "refused"] as const, sort: "oldest" as const };
  return pagesOf((cursor) => call.tenant((tx) => showDrafts(tx, { ...filter, cursor, limit: PAGE }, whenOf(call))));
}

/** Drafts of listings as files: the hub's own, and the marketplace's. */
export const listingFileRoutes: readonly Route[] = [
  route.get("/listing-drafts/sheet", {
    summary: "The open drafts of a category as a file, a line a variant, a column a field",
    example: { query: { storeId: exampleId("storeId"), categoryKey: "20697" } },
    query: z.object({ ...tableQuery, storeId: id, categoryKey }),
    produces: tableTypes,
    handler: async (call) => {
      const { storeId, categoryKey: key, ...style } = call.query;
      const { schema } = await call.tenant((tx) => categorySchema(tx, { connectionId: storeId, categoryKey: key }));
      const pages = openDrafts(call, { storeId, categoryKey: key });
      return tableAnswer(call.reply, { name: "listing-drafts", table: draftSheet(schema, pages), style });
    },
  }),
  route.post("/listing-drafts/sheet", {
    summary:
      "Read a filled file of drafts back: cells that differ are written, an empty one empties the field; stock and price are not read",
    bodyLimit: CSV_LIMIT,
    example: {
      body: {
        storeId: exampleId("storeId"),
        categoryKey: "20697",
        csv: `Draft,SKU,Material\n${exampleId("listing-drafts")},MUG-1,Ceramic\n`,
      },
    },
    body: z.strictObject({ storeId: id, categoryKey, csv: z.string().min(1).max(CSV_LIMIT) }),
    response: sheetReadSchema,
    handler: async (call) => {
      const { storeId: connectionId, csv, categoryKey: key } = call.body;
      const cells = await cellsOf(call, csv);
      return call.tenant((tx) => readSheet(tx, { connectionId, categoryKey: key, cells }, whenOf(call)));
    },
  }),
  route.get("/listing-drafts/template", {
    summary:
      "The open drafts of a category under the channel's own attribute names and codes, with the values it allows",
    example: { query: { storeId: exampleId("storeId"), categoryKey: "20697" } },
    query: z.object({
      storeId: id,
      categoryKey,
      format: z.enum(["xlsx", "csv"]).default("xlsx").describe("xlsx offers the allowed values in its cells"),
    }),
    produces: [XLSX, "text/csv"],
    handler: async (call) => {
      const { format, ...of } = call.query;
      const { schema } = await call.tenant((tx) =>
        categorySchema(tx, { connectionId: of.storeId, categoryKey: of.categoryKey }),
      );
      const pages = openDrafts(call, of);
      call.reply
        .type(format === "xlsx" ? XLSX : "text/csv; charset=utf-8; header=present")
        .header("content-disposition", `attachment; filename="listing-template.${format}"`);
      return Readable.from(format === "xlsx" ? templateWorkbook(schema, pages) : templateCsv(schema, pages), {
        objectMode: false,
      });
    },
  }),
  uploads([
    route.post("/listing-drafts/template", {
      summary: "Read the channel's own file of a category, filled in (XLSX, CSV or a ZIP of them), as the body",
      description:
        "The row with the heads is found by the codes and names of the category's fields, whatever stands above it, and rows are matched by SKU. An empty cell changes nothing; stock and price are not read. Columns and rows that were not read are listed.",
      upload: { type: "text/csv", example: "sku,Material\nMUG-1,Ceramic\n" },
      example: { query: { storeId: exampleId("storeId"), categoryKey: "20697" } },
      query: z.object({
        storeId: id,
        categoryKey,
        create: flag.optional().describe("true: make drafts of products in the file that have none"),
        name: z.string().trim().min(1).max(255).optional().describe("the file's name"),
      }),
      response: templateReadSchema,
      handler: async (call) => {
        const { storeId, categoryKey: key, create = false, name = "template" } = call.query;
        const target = { connectionId: storeId, categoryKey: key, isCreating: create };
        const { schema } = await call.tenant(async (tx) => {
          const store = await getStore(tx, storeId);
          if (create)
            requireAble(call.deps, store, [{ ability: "publishListings", field: "storeId", isRequested: true }]);
          return categorySchema(tx, target);
        });
        const input = {
          organization: call.access.organization,
          name,
          bytes: uploadOf(call.request.raw),
          most: call.deps.config.maxUploadMb * 1024 * 1024,
          signal: leftBy(call.reply.raw),
        };
        const file = await call.deps.engine.files.template(input, schema).catch((error: unknown) => {
          throw tooLarge(error);
        });
        return call.tenant((tx) => importTemplate(tx, target, { file, when: whenOf(call) }));
      },
    }),
  ]),
];
