/** A file that is read once, while its sender waits, and not kept. */
import type { Clock } from "../../commerce/clock.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { TableRow } from "../../hub/channel-files/rows.ts";
import type { Files, NewFile } from "../../hub/files/files.ts";
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

/** Its rows. Throws HubError FILE_TOO_LARGE, FILE_EMPTY, FILE_UNREADABLE. */
export async function* rowsOnce(
  { organization, signal, ...given }: FileOnce,
  { files, reader, clock }: Deps,
): AsyncGenerator<TableRow> {
  // An archive is read from its end: the bytes have to be somewhere first.
  const blob = await files.write(organization, { ...given, now: new Date(clock.now()) });
  try {
    yield* reader.rows({ organization, signal }, () => files.read(organization, blob.id));
  } finally {
    await files.remove(organization, blob.id);
  }
}
