/** Servers beside the database that a copy still names: what a run does would be read there by the real shop. */
import { isLoopback } from "../loopback.ts";

/** Redis or Memcached keep what a shop has read under names that a copy shares with the real shop. */
export const sharedCache = (where: string, remedy: string): string =>
  `The shop keeps what it has read in a cache server (${where}), which the real shop may use as well. ${remedy}`;

/** Queues and locks by the setting that names them, with their hosts. */
export function requireOwnServers(servers: Readonly<Record<string, string>>): void {
  const elsewhere = Object.entries(servers).filter(([, host]) => !isLoopback(host));
  if (elsewhere.length === 0) return;
  const named = elsewhere.map(([setting, host]) => `${setting} (${host})`).join(", ");
  throw new Error(
    `The shop names servers that the real shop may use as well: ${named}. Name servers of this machine in the copy.`,
  );
}
