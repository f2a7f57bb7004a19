/** For this connector's tests: a connection to a fresh account. */

import { startSandbox } from "../../sandboxes/velocity/index.ts";
import { accountsOf } from "../kit/testing/courier.ts";
import { connector } from "./index.ts";

export const openAccount = accountsOf(connector, startSandbox);
