/** For this connector's tests: a connection to a fresh account. */
import { type ConnectedShop, openConnectedShop } from "../kit/testing/shop.ts";
import { connector } from "./index.ts";
import { type DelhiverySandbox, startSandbox } from "./sandbox/index.ts";

export const openAccount = (
  prepare?: (sandbox: DelhiverySandbox) => void,
  values?: Readonly<Record<string, string>>,
): Promise<ConnectedShop<DelhiverySandbox>> =>
  openConnectedShop(connector, (clock) => startSandbox({ clock, seed: 3 }), { prepare, ...(values && { values }) });
