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

/** Beyond it, the connection that was opened longest ago is opened anew the next time. */
const MAX = 2_000;

export function createPortCache(): PortCache {
  const kept = new Map<string, OpenedPorts & { readonly openedWith: string }>();
  return {
    open(connection, connector, info) {
      const openedWith = JSON.stringify([connector.meta.id, info]);
      const known = kept.get(connection);
      kept.delete(connection);
      const opened = known?.openedWith === openedWith ? known : { info, ports: connector.open(info), openedWith };
      kept.set(connection, opened);
      for (const oldest of kept.keys()) {
        if (kept.size <= MAX) break;
        kept.delete(oldest);
      }
      return opened;
    },
    forget: (connection) => void kept.delete(connection),
  };
}
