/**
 * Forms ask for https addresses. Where the operator lets shops be called over plain http, they take those too: one rule
 * for every connector, beside the guard of outgoing calls that decides what is called.
 */
import type { Connector, Field } from "../contract/contract.ts";

const HTTPS_ONLY = "^https://";

/** The connectors as they are on an installation that allows plain http. */
export function withPlainHttp(connectors: ReadonlyMap<string, Connector>): ReadonlyMap<string, Connector> {
  return new Map([...connectors].map(([id, connector]) => [id, plain(connector)]));
}

function plain(connector: Connector): Connector {
  const { meta } = connector;
  const { settingsFields } = meta;
  return {
    ...connector,
    meta: {
      ...meta,
      setupFormFields: meta.setupFormFields.map(plainField),
      ...(settingsFields && { settingsFields: settingsFields.map(plainField) }),
    },
  };
}

function plainField(field: Field): Field {
  if (!field.pattern?.startsWith(HTTPS_ONLY)) return field;
  return { ...field, pattern: field.pattern.replace(HTTPS_ONLY, "^https?://") };
}
