import { z } from "zod";
import {
  type ChannelFile,
  channelFileSchema,
  fileIssueSchema,
  getChannelFile,
  listChannelFiles,
  listFileIssues,
} from "../../hub/channel-files/channel-files.ts";
import { confirmStockFile, listStockFiles, stockFileRecordSchema } from "../../hub/channel-files/stock-files.ts";
import { refusal } from "../../hub/refusals.ts";
import { leftBy, tooLarge, uploadOf, uploads } from "../bodies/upload.ts";
import { messagesFor } from "../language.ts";
import { type Call, type Route, routes } from "../route.ts";
import { flag, id, page, pageOf, uncountedPage, uncountedPageOf } from "../schemas.ts";
import { eitherEnd, when } from "./list-filters.ts";
import { pastStoreOf, storeOf } from "./stores.ts";

const route = routes({ tag: "channel files", reads: "view", changes: "edit_catalogue" });

const fileParams = z.object({ id, fileId: id });

/** Where its bytes are kept is nobody's business. */
function fileView({ fileId: _, ...shown }: ChannelFile) {
  return shown;
}

const what = { label: z.string(), help: z.string().describe("where the seller finds or uploads it") };

const ofStore = async (call: Call<{ id: string; fileId: string }, unknown, unknown>) => {
  const store = await storeOf(call, "commerce");
  const found = await call.tenant((tx) => getChannelFile(tx, call.params.fileId));
  if (found.storeId !== store.id) throw refusal("CHANNEL_FILE_NOT_FOUND");
  return found;
};

/** Reports of platforms without an API, carried to the hub by the seller, and stock files carried back. */
export const channelFileRoutes: readonly Route[] = [
  uploads([
    route.post("/stores/:id/files", {
      summary: "Upload a report of the platform as the body (CSV, XLSX, or a ZIP of them); reading it begins at once",
      upload: { type: "text/csv", example: "Order ID,SKU,Quantity\n1042,SHIRT-BLUE-M,1\n" },
      query: z.object({
        name: z.string().trim().min(1).max(255).optional().describe("the file's name, as shown to people"),
        kind: z.string().max(40).optional().describe("which report it is; else told from its header"),
        again: flag.optional().describe("read it even if the same file was read before"),
      }),
      response: channelFileSchema.extend({
        isKnown: z.boolean().describe("the same bytes were read before; nothing was done"),
      }),
      status: 201,
      handler: async (call) => {
        const store = await storeOf(call, "commerce");
        const { organization, actor } = call.access;
        const { name = "report", kind = null, again = false } = call.query;
        const received = call.deps.engine.files.receive({
          organization,
          connectionId: store.id,
          name,
          bytes: uploadOf(call.request.raw),
          most: call.deps.config.maxUploadMb * 1024 * 1024,
          kind,
          again,
          actor,
          signal: leftBy(call.reply.raw),
        });
        const { file, isDuplicate } = await received.catch((error: unknown) => {
          throw tooLarge(error);
        });
        const { fileId: _, ...shown } = file;
        return { ...shown, isKnown: isDuplicate };
      },
    }),
  ]),
  route.get("/stores/:id/file-kinds", {
    summary: "Which of its platform's reports the channel takes, and whether it gives a stock file",
    response: z.object({
      imports: z.array(z.object({ kind: z.string(), ...what })),
      stock: z.object(what).nullable(),
    }),
    handler: async (call) => {
      // Asked by every channel's page, before it knows what kind the channel is: only a shop that is there has any.
      const store = await pastStoreOf(call);
      if (store.kind !== "commerce" || store.state === "deleted") return { imports: [], stock: null };
      const { imports, stock } = await call.deps.engine.files.kinds({
        organization: call.access.organization,
        connectionId: store.id,
      });
      const texts = messagesFor(call.deps.connectors, { provider: store.provider, language: call.language });
      const worded = ({ label, help }: { label: string; help: string }) => ({ label: texts(label), help: texts(help) });
      return {
        imports: imports.map(({ kind, ...given }) => ({ kind, ...worded(given) })),
        stock: stock ? worded(stock) : null,
      };
    },
  }),
  route.get("/stores/:id/files", {
    summary: "Reports uploaded for a channel, newest first",
    query: z.object({ ...page, ...when("uploaded"), sort: eitherEnd }),
    response: pageOf(channelFileSchema),
    handler: async (call) => {
      const store = await storeOf(call, "commerce");
      const found = await call.tenant((tx) => listChannelFiles(tx, { ...call.query, connectionId: store.id }));
      return { ...found, items: found.items.map(fileView) };
    },
  }),
  route.get("/stores/:id/files/:fileId", {
    summary: "A report with its progress and its totals",
    params: fileParams,
    response: channelFileSchema,
    handler: async (call) => fileView(await ofStore(call)),
  }),
  route.get("/stores/:id/files/:fileId/issues", {
    summary: "Rows that could not be read or look odd, and what to do",
    params: fileParams,
    query: z.object(uncountedPage),
    response: uncountedPageOf(fileIssueSchema),
    handler: async (call) => {
      const { id: channelFileId } = await ofStore(call);
      return call.tenant((tx) => listFileIssues(tx, { ...call.query, channelFileId }));
    },
  }),
  route.post("/stores/:id/stock-files", {
    summary: "Create a stock file: what every listing should show now, recorded as handed over",
    response: stockFileRecordSchema,
    status: 201,
    handler: async (call) => {
      const store = await storeOf(call, "commerce");
      const { organization, actor } = call.access;
      return call.deps.engine.files.takeStock({ organization, connectionId: store.id, actor });
    },
  }),
  route.get("/stores/:id/stock-files", {
    summary: "Stock files downloaded for a channel, newest first",
    query: z.object({ ...page, ...when("downloaded"), sort: eitherEnd }),
    response: pageOf(stockFileRecordSchema),
    handler: async (call) => {
      const store = await storeOf(call, "commerce");
      return call.tenant((tx) => listStockFiles(tx, { ...call.query, connectionId: store.id }));
    },
  }),
  route.get("/stores/:id/stock-files/:fileId/content", {
    summary: "A stock file in the platform's format, to be uploaded there",
    params: fileParams,
    produces: ["text/csv"],
    handler: async (call) => {
      const store = await storeOf(call, "commerce");
      const { organization } = call.access;
      const { name, text } = await call.deps.engine.files.stockCsv({
        organization,
        connectionId: store.id,
        fileId: call.params.fileId,
      });
      call.reply.type("text/csv; charset=utf-8").header("content-disposition", `attachment; filename="${name}"`);
      return text;
    },
  }),
  route.post("/stores/:id/stock-files/:fileId/confirm", {
    summary: "Confirm that a stock file was uploaded: its numbers are what the channel shows now",
    params: fileParams,
    response: stockFileRecordSchema,
    handler: async (call) => {
      const store = await storeOf(call, "commerce");
      return call.tenant((tx) =>
        confirmStockFile(tx, { connectionId: store.id, id: call.params.fileId, now: call.now }),
      );
    },
  }),
];
