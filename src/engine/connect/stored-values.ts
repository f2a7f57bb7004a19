/** What a connected store's form would say: fields that are left empty keep their value. */
import type { OpenConnection } from "../platform.ts";
import { type ConnectDeps, openConnection, type Target } from "./attempt.ts";

type Values = Readonly<Record<string, string>>;

/** The values given, with what is stored for the fields left empty; of a draft the values alone. */
export async function withStored(deps: ConnectDeps, target: Target, given: Values): Promise<Values> {
  const open = await openConnection(deps, target);
  return open.row.state === "draft" ? given : { ...storedValues(open), ...filledIn(given) };
}

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
