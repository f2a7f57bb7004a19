/** Which app a connection works with, and where its platform is called (decision 120). */
import type { Connector } from "../../connectors/kit/contract/contract.ts";
import { previousWithoutEnd } from "../../hub/stores/previous-secrets.ts";
import type { LocalPlatform } from "./local-platform.ts";
import type { ConnectionRow } from "./stored-connection.ts";

type Variable = (name: string) => string | undefined;
type BucketRow = Pick<ConnectionRow, "id" | "provider" | "grant_id" | "account_id">;

/** What the variable of a replaced webhook secret ends with: it counts for as long as the operator leaves it there. */
export const PREVIOUS = "_PREVIOUS";

/** The operator's app of a provider, by the names of its descriptor; a sandbox of this hub has its own. */
export function operatorApp(
  { meta }: Connector,
  variable: Variable,
  local?: LocalPlatform,
): ReadonlyMap<string, string> {
  if (local) return local.appSecrets;
  const found = new Map<string, string>();
  for (const [name, from] of Object.entries(meta.appEnvironment ?? {})) {
    const value = variable(from);
    if (value) found.set(name, value);
    const before = variable(`${from}${PREVIOUS}`);
    if (before) found.set(previousWithoutEnd(name), before);
  }
  return found;
}

/** One app or the other: the key of one and the secret of the other are no pair. */
export function appValues(
  connector: Connector,
  from: {
    readonly own: ReadonlyMap<string, string>;
    readonly variable: Variable;
    readonly local: LocalPlatform | undefined;
  },
): ReadonlyMap<string, string> {
  return from.own.size > 0 && !from.local ? from.own : operatorApp(connector, from.variable, from.local);
}

/** What a connection names, else what the operator sets for the platform. */
export function endpointIn(
  { meta }: Connector,
  stored: string | null | undefined,
  variable: Variable,
): { readonly endpoint?: string } {
  const endpoint = stored ?? (meta.baseUrlEnvironment && variable(meta.baseUrlEnvironment));
  return endpoint === undefined || endpoint === "" ? {} : { endpoint };
}

/** Who shares the limits of an app: everybody of the operator's, one organization of its own. */
const appBucket = (provider: string, owner: string | null) =>
  owner === null ? `app:${provider}` : `app:${provider}:${owner}`;

/** With whom a connection shares each kind of limit. */
export const bucketKeys = ({ row, owner }: { readonly row: BucketRow; readonly owner: string | null }) => ({
  ip: "ip",
  app: appBucket(row.provider, owner),
  grant: row.grant_id ?? row.id,
  account: `${row.provider}:${row.account_id ?? row.id}`,
  connection: row.id,
});

/** The same of one that is not stored yet: its webhook key stands for it. */
export const unsavedBucketKeys = (provider: string, key: string, owner: string | null) => ({
  ip: "ip",
  app: appBucket(provider, owner),
  grant: key,
  account: key,
  connection: key,
});
