/** For this connector's tests: a connection to a fresh account. */
import { accountsOf } from "../kit/testing/courier.ts";
import { connector } from "./index.ts";
import { startSandbox } from "./sandbox/index.ts";

export const openAccount = accountsOf(connector, startSandbox);
