/** Object storage beside the database: what the hub asks of it, whoever makes it. */
import type { OrganizationId } from "../../commerce/ids.ts";

export interface Objects {
  /** A key nothing was ever kept under, below the organization's own prefix. */
  newKey(organization: OrganizationId): string;
  /** Throws HubError FILE_STORE_AWAY, FILE_STORE_REFUSES, and what `bytes` throws; nothing is kept then. */
  write(key: string, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  /** Bytes from `from` up to `to`, which is not among them; null where there is no such object. */
  read(key: string, from: number, to: number): Promise<Buffer | null>;
  /** Also where there is none. */
  remove(key: string): Promise<void>;
  /** Writes, reads and removes a small object; what is wrong in words for the operator, null where nothing is. */
  check(): Promise<string | null>;
}

/** Where files are kept: new ones in one place, and read from wherever each is. */
export interface FileStorage {
  readonly writesTo: "database" | "objects";
  /** Null where the operator has set none up. */
  readonly objects: Objects | null;
}

export const DATABASE_ALONE: FileStorage = { writesTo: "database", objects: null };
