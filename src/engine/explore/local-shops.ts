/** The emulated shops that run inside this hub: which there are, and how their connections reach them. */
import type { OrganizationId } from "../../commerce/ids.ts";
import { createEgress } from "../../connectors/kit/http/egress.ts";
import type { Sandbox } from "../../connectors/kit/sandbox/sandbox.ts";
import type { LocalPlatform, LocalPlatforms } from "../connections/local-platform.ts";

export interface LocalShop extends LocalPlatform {
  readonly organization: OrganizationId;
  readonly sandbox: Sandbox;
  readonly currency: string;
  readonly seed: number;
}

export interface LocalShops extends LocalPlatforms {
  /** From now on connections at the sandbox's address reach it, and it alone. */
  add(shop: Pick<LocalShop, "organization" | "sandbox" | "currency" | "seed">): LocalShop;
  name(connection: string, shop: LocalShop): void;
  of(organization: OrganizationId, connection: string): LocalShop | undefined;
  /** Ends it; nothing happens where none runs. */
  close(shop: LocalShop): Promise<void>;
  closeAll(): Promise<void>;
}

/** `homeUrl` is where the shops reach this hub. */
export function createLocalShops(homeUrl: string): LocalShops {
  const byOrigin = new Map<string, LocalShop>();
  const byConnection = new Map<string, LocalShop>();
  async function close(shop: LocalShop): Promise<void> {
    byOrigin.delete(shop.sandbox.url);
    for (const [connection, other] of byConnection) if (other === shop) byConnection.delete(connection);
    await shop.sandbox.close();
    await shop.egress.close();
  }
  return {
    at: (endpoint) => byOrigin.get(endpoint),
    add(given) {
      const { sandbox } = given;
      const shop: LocalShop = {
        ...given,
        egress: createEgress({ ownOrigin: sandbox.url }),
        appSecrets: new Map(Object.entries(sandbox.shop.appCredentials?.() ?? {})),
        homeUrl,
      };
      byOrigin.set(sandbox.url, shop);
      return shop;
    },
    name: (connection, shop) => void byConnection.set(connection, shop),
    of(organization, connection) {
      const shop = byConnection.get(connection);
      return shop?.organization === organization ? shop : undefined;
    },
    close,
    async closeAll() {
      await Promise.all([...byOrigin.values()].map(close));
    },
  };
}
