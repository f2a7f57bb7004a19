/** For tests of the contract: a connection to a fresh account. */

import { startSandbox } from "../../sandboxes/unicommerce/index.ts";
import { accountsOf } from "../kit/testing/courier.ts";
import { connector } from "./presets/selloship.ts";

export const openAccount = accountsOf(connector, startSandbox);
