/** For tests of the contract: a connection to a fresh account. */
import type { Connector } from "../kit/contract/contract.ts";
import { type ConnectedShop, openConnectedShop } from "../kit/testing/shop.ts";
import { connector as selloship } from "./presets/selloship.ts";
import { type ShipperSandbox, startSandbox } from "./sandbox/index.ts";

export const openAccount = (
  prepare?: (sandbox: ShipperSandbox) => void,
  values?: Readonly<Record<string, string>>,
  connector: Connector = selloship,
): Promise<ConnectedShop<ShipperSandbox>> =>
  openConnectedShop(connector, (clock) => startSandbox({ clock, seed: 3 }), { prepare, ...(values && { values }) });
