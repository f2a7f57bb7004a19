/** For tests of the contract: a connection to a fresh account. */
import { accountsOf } from "../kit/testing/courier.ts";
import { connector } from "./presets/selloship.ts";
import { startSandbox } from "./sandbox/index.ts";

export const openAccount = accountsOf(connector, startSandbox);
