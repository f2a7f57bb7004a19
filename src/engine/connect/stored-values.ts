/** What a connected store's form would say: fields that are left empty keep their value. */
import { newCallLog, type OpenConnection } from "../connections/connection-registry.ts";
import { type ConnectDeps, connectTimeout, openConnection, type Target } from "./attempt.ts";

type Values = Readonly<Record<string, string>>;

/**
 * The values given, with what is stored for the fields left empty; of a draft the values alone. Stored secrets go where
 * they went before and nowhere else: with another address, they have to be typed again.
 */
export async function withStored(deps: ConnectDeps, target: Target, given: Values): Promise<Values> {
  const open = await openConnection(deps, target);
  if (open.row.state === "draft") return given;
  const stored = storedValues(open);
  const values = { ...stored, ...filledIn(given) };
  if (locationOf(open, values) === locationOf(open, stored)) return values;
  const isSecret = secretFields(open);
  return Object.fromEntries(Object.entries(values).filter(([id]) => !isSecret.has(id) || filledIn(given)[id]));
}

const secretFields = ({ connector }: OpenConnection): ReadonlySet<string> =>
  new Set(connector.meta.setupFormFields.filter(({ type }) => type === "secret").map(({ id }) => id));

/** Where calls with these values would go: by the addresses in the form, and by what the connector makes of it all. */
function locationOf(open: OpenConnection, values: Values): string {
  const { setupFormFields } = open.connector.meta;
  const typed = setupFormFields.filter(({ type }) => type === "url").map(({ id }) => originIn(values[id] ?? ""));
  return JSON.stringify([...typed, baseOf(open, values)]);
}

function baseOf(open: OpenConnection, values: Values): string | null {
  const isSecret = secretFields(open);
  const settings = Object.fromEntries(Object.entries(values).filter(([id]) => !isSecret.has(id)));
  const ctx = open.context({ signal: connectTimeout(), callLog: newCallLog() });
  // Not by what was found out about the former address.
  const connection = { ...open.info, facts: {}, settings: { ...open.info.settings, ...settings } };
  try {
    return originIn(open.connector.auth.baseUrl({ ...ctx, connection }));
  } catch {
    // What cannot be read names no address; it is refused with words a moment later.
    return null;
  }
}

const originIn = (address: string): string =>
  URL.parse(/^[a-z]+:\/\//i.test(address) ? address : `https://${address}`)?.origin ?? address;

function storedValues({ connector, row, secrets }: OpenConnection): Values {
  return Object.fromEntries(
    connector.meta.setupFormFields.flatMap((field) => {
      const value = field.type === "secret" ? secrets.get(field.id) : row.settings[field.id];
      return ["string", "number", "boolean"].includes(typeof value) ? [[field.id, String(value)]] : [];
    }),
  );
}

const filledIn = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ""));
