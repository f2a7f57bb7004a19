/** Who a process is among those that work with one database: by its id its leases and its sessions are known as its own. */
import { randomUUID } from "node:crypto";
import type { LocalProcess } from "./processes.ts";

export interface HubProcess {
  /** Its first half is the process's, its last is nothing. */
  readonly id: string;
  /** The end of the names of its sessions. */
  readonly mark: string;
  /** Where all that work with the database are on one machine: which of its processes this is. */
  readonly local: LocalProcess | null;
}

const HALF = "xxxxxxxx-xxxx-xxxx".length;

export function newProcess(local: LocalProcess | null = null): HubProcess {
  const half = randomUUID().slice(0, HALF);
  return { id: `${half}-0000-000000000000`, mark: half.replaceAll("-", ""), local };
}

/** A token for a lease, which tells whose it is. */
export const leaseToken = ({ id }: Pick<HubProcess, "id">): string => id.slice(0, HALF) + randomUUID().slice(HALF);

/** The last token a process may have; its id is the first. */
export const lastToken = (id: string): string => `${id.slice(0, HALF)}-ffff-ffffffffffff`;

/** SQL: sessions of the hub process whose id is `id` are not known to this server. */
export const hasNoSession = (id: string): string => `not exists (
    select from pg_stat_activity s where s.datname = current_database()
      and right(s.application_name, 16) = left(replace(${id}::text, '-', ''), 16))`;
