import type { Connector, ConnectorMeta } from "./contract.ts";

/** The same connector under another id: a brand of its own in the catalog, nothing else of its own. */
export function underAnotherName(connector: Connector, own: Pick<ConnectorMeta, "id" | "name" | "docs">): Connector {
  return { ...connector, meta: { ...connector.meta, ...own }, folder: folderOf(connector) };
}

/** The folder of `src/connectors` a connector's code, words and sandbox stand in. */
export const folderOf = ({ folder, meta }: Pick<Connector, "folder" | "meta">): string => folder ?? meta.id;
