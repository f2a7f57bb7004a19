/** Google Ads: what an ad account spent, by day and campaign. Read only. */
import { defineConnector } from "../kit/contract/contract.ts";
import { portsForAll } from "../kit/contract/ports-by.ts";
import { auth, connect } from "./auth.ts";
import { classify } from "./classify.ts";
import { meta } from "./meta.ts";
import { adSpend } from "./spend.ts";
import { catalog } from "./words.ts";

export const connector = defineConnector({
  meta,
  auth,
  classify,
  connect,
  ...portsForAll({ adSpend }),
  ...catalog,
});
