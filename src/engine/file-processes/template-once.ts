/** A marketplace's own file of a category, read once while its sender waits, and not kept. */
import type { Clock } from "../../commerce/clock.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { ListingSchema } from "../../commerce/listing/schema.ts";
import type { Files, NewFile } from "../../hub/files/files.ts";
import { type TemplateFile, templateFile } from "../../hub/listing-drafts/template-read.ts";
import type { FileReader } from "./file-reader.ts";

export interface FileOnce extends Omit<NewFile, "now"> {
  readonly organization: OrganizationId;
  /** Ends the reading when the client disconnects. */
  readonly signal: AbortSignal;
}

interface Deps {
  readonly files: Files;
  readonly reader: FileReader;
  readonly clock: Clock;
}

/** Throws HubError FILE_TOO_LARGE, FILE_EMPTY, FILE_UNREADABLE, LISTING_SHEET_COLUMN, LISTING_FILE_ROWS. */
export async function readTemplateOnce(
  { organization, signal, ...given }: FileOnce,
  schema: ListingSchema,
  { files, reader, clock }: Deps,
): Promise<TemplateFile> {
  // An archive is read from its end: the bytes have to be somewhere first.
  const blob = await files.write(organization, { ...given, now: new Date(clock.now()) });
  try {
    return await templateFile(
      reader.template({ organization, signal }, () => files.read(organization, blob.id), schema),
    );
  } finally {
    await files.remove(organization, blob.id);
  }
}
