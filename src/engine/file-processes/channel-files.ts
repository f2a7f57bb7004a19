/** Imports files a seller downloaded from a platform, and exports stock files. */

import { type Actor, actorText } from "../../commerce/actor.ts";
import type { Clock } from "../../commerce/clock.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { ListingSchema } from "../../commerce/listing/schema.ts";
import type { FileImport, FileRow, Files, StockFile } from "../../connectors/kit/contract/files.ts";
import type { Database } from "../../db/database.ts";
import {
  addChannelFile,
  type ChannelFile,
  getChannelFile,
  noteFileRun,
  readBefore,
} from "../../hub/channel-files/channel-files.ts";
import { readStockFile, type StockFileRecord, takeStockFile } from "../../hub/channel-files/stock-files.ts";
import { HubError } from "../../hub/errors.ts";
import type { Files as StoredFiles } from "../../hub/files/files.ts";
import type { ImportReader } from "../../hub/imports/index.ts";
import type { TemplateFile } from "../../hub/listing-drafts/template-read.ts";
import { refusal } from "../../hub/refusals.ts";
import { csvText } from "../../hub/table-files/csv-text.ts";
import type { ConnectionRegistry, OpenConnection } from "../connections/connection-registry.ts";
import type { FileReader } from "./file-reader.ts";
import { type FileOnce, readTemplateOnce } from "./template-once.ts";

interface Of {
  readonly organization: OrganizationId;
  readonly connectionId: string;
}

export interface ReceivedFile extends Of {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly most: number;
  /** Null: recognized by the file's first rows. */
  readonly kind: string | null;
  /** Reads it although the same bytes were read before. */
  readonly again: boolean;
  readonly actor: Actor;
  /** Ends the reading when the client disconnects. */
  readonly signal: AbortSignal;
}

export interface ChannelFiles {
  /** What the store's platform has files for: nothing where its API does all. Throws HubError STORE_NOT_FOUND. */
  kinds(of: Of): Promise<Pick<Files, "imports" | "stock">>;
  /**
   * Keeps the file and begins reading it; the same bytes again answer with the earlier reading. Throws HubError FILE_KIND
   * with what is missing, FILE_TOO_LARGE, FILE_EMPTY, FILE_UNREADABLE, and keeps nothing then.
   */
  receive(file: ReceivedFile): Promise<{ readonly file: ChannelFile; readonly isDuplicate: boolean }>;
  /** Reads a catalog file while a client waits. */
  importReader(of: { readonly organization: OrganizationId; readonly signal: AbortSignal }): ImportReader;
  /**
   * A marketplace's own file of a category, read once while its sender waits. Throws HubError FILE_TOO_LARGE,
   * FILE_UNREADABLE, LISTING_SHEET_COLUMN, LISTING_FILE_ROWS.
   */
  template(file: FileOnce, schema: ListingSchema): Promise<TemplateFile>;
  /** Writes down what every listing should show now, as handed over to the seller. */
  takeStock(of: Of & { readonly actor: Actor }): Promise<StockFileRecord>;
  /** A stock file taken before, in the platform's format: CSV in UTF-8. Throws HubError STOCK_FILE_NOT_FOUND. */
  stockCsv(of: Of & { readonly fileId: string }): Promise<{ readonly name: string; readonly text: string }>;
}

export interface ChannelFileDeps {
  readonly db: Database;
  readonly registry: ConnectionRegistry;
  readonly clock: Clock;
  readonly reader: FileReader;
  readonly files: StoredFiles;
  startRun(run: {
    readonly organization: OrganizationId;
    readonly connectionId: string;
    readonly kind: "import_file";
    readonly options: Readonly<Record<string, string>>;
    readonly actor: Actor;
  }): Promise<{ readonly id: string }>;
}

/** Rows of each sheet that show what a file is; reports begin with some lines of words. */
export const HEAD_ROWS = 30;

export function createChannelFiles(deps: ChannelFileDeps): ChannelFiles {
  const { db, registry, clock } = deps;
  const now = () => new Date(clock.now());

  async function storeOf({ organization, connectionId }: Of): Promise<OpenConnection> {
    const open = await registry.openNeeded(organization, connectionId);
    if (open?.row.kind !== "commerce" || open.row.state === "deleted") throw refusal("STORE_NOT_FOUND");
    return open;
  }

  async function ask(of: Of): Promise<{ open: OpenConnection; files: Files }> {
    const open = await storeOf(of);
    const { files } = open.ports;
    if (!files)
      throw new HubError(
        "FILES_UNSUPPORTED",
        "validation",
        `${open.row.name} is connected by its API: it needs no files.`,
      );
    return { open, files };
  }

  async function stockOf(of: Of): Promise<{ open: OpenConnection; stock: StockFile }> {
    const { open, files } = await ask(of);
    if (!files.stock) throw new HubError("FILES_UNSUPPORTED", "validation", `${open.row.name} takes no stock file.`);
    return { open, stock: files.stock };
  }

  return {
    kinds: async (of) => (await storeOf(of)).ports.files ?? { imports: [], stock: undefined },
    async receive({ organization, connectionId, actor, ...given }) {
      const { files } = await ask({ organization, connectionId });
      const store = deps.files;
      const blob = await store.write(organization, { ...given, now: now() });
      try {
        const head = () =>
          deps.reader.head({ organization, signal: given.signal }, () => store.read(organization, blob.id), HEAD_ROWS);
        const kind = given.kind ?? recognise(files.imports, await head());
        if (!files.imports.some((one) => one.kind === kind))
          throw unknownKind(files.imports, `"${kind}" is none of them`);
        const { sha256 } = blob;
        const before = await db.tenant(organization, (tx) => readBefore(tx, { connectionId, kind, sha256 }));
        if (before && !given.again) {
          await store.remove(organization, blob.id);
          return { file: before, isDuplicate: true };
        }
        const requestedBy = actorText(actor);
        const id = await db.tenant(organization, (tx) =>
          addChannelFile(tx, { connectionId, kind, name: blob.name, fileId: blob.id, sha256, requestedBy, now: now() }),
        );
        const options = { channelFileId: id };
        const run = await deps.startRun({ organization, connectionId, kind: "import_file", options, actor });
        const file = await db.tenant(organization, async (tx) => {
          await noteFileRun(tx, id, run.id);
          return getChannelFile(tx, id);
        });
        return { file, isDuplicate: false };
      } catch (error) {
        await store.remove(organization, blob.id);
        throw error;
      }
    },
    ...readWhileWaiting(deps),
    async takeStock({ organization, connectionId, actor }) {
      const { stock } = await stockOf({ organization, connectionId });
      const input = { connectionId, name: stock.name(now()), actor: actorText(actor), now: now() };
      return db.tenant(organization, (tx) => takeStockFile(tx, input));
    },
    async stockCsv({ organization, connectionId, fileId }) {
      const { open, stock } = await stockOf({ organization, connectionId });
      const { name, content } = await db.tenant(organization, (tx) => readStockFile(tx, { connectionId, id: fileId }));
      const rows = content.map((line) => stock.cells(line, open.info));
      return { name, text: csvText([stock.header(open.info), ...rows], "\n") };
    },
  };
}

const readWhileWaiting = (deps: ChannelFileDeps): Pick<ChannelFiles, "importReader" | "template"> => ({
  importReader: (of) => deps.reader.imports(of),
  template: (file, schema) => readTemplateOnce(file, schema, deps),
});

function recognise(imports: readonly FileImport[], head: readonly FileRow[]): string {
  const results = imports.map((one) => ({ one, result: one.recognise(head) }));
  const found = results.find(({ result }) => result.is === "yes");
  if (found) return found.one.kind;
  const nearest = results
    .flatMap(({ one, result }) => (result.is === "no" ? [{ one, lacks: result.lacks }] : []))
    .reduce((best, each) => (each.lacks.length < best.lacks.length ? each : best));
  throw unknownKind(imports, `for "${nearest.one.label}" it lacks ${nearest.lacks.join(", ")}`);
}

function unknownKind(imports: readonly FileImport[], why: string): HubError {
  const supported = imports.map(({ kind, label }) => `${label} (${kind})`).join(", ");
  return new HubError("FILE_KIND", "validation", `This file is none of ${supported}: ${why}.`, "kind");
}
