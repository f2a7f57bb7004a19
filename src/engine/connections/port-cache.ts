/** Caches ports a connector opened between turns, with what they cache of the shop (states, tax rates). */
import type { ConnectionInfo, Connector, Ports } from "../../connectors/kit/contract/contract.ts";

export interface OpenedPorts {
  readonly info: ConnectionInfo;
  readonly ports: Ports;
}

export interface PortCache {
  /** The ones opened before, while they were opened with the same; else new ones. */
  open(connection: string, connector: Connector, info: ConnectionInfo): OpenedPorts;
  forget(connection: string): void;
}

/** Beyond it, the connection opened longest ago is dropped. */
const MAX = 2_000;

export function createPortCache(): PortCache {
  const cached = new Map<string, OpenedPorts & { readonly openedWith: string }>();
  return {
    open(connection, connector, info) {
      const openedWith = JSON.stringify([connector.meta.id, info]);
      const entry = cached.get(connection);
      cached.delete(connection);
      const opened = entry?.openedWith === openedWith ? entry : { info, ports: connector.open(info), openedWith };
      cached.set(connection, opened);
      for (const oldest of cached.keys()) {
        if (cached.size <= MAX) break;
        cached.delete(oldest);
      }
      return opened;
    },
    forget: (connection) => void cached.delete(connection),
  };
}
