/** Meesho: files between the supplier panel and the hub, because there is no API a seller could use (sheet section 1). */

import { type Connector, defineConnector } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { portsForAll } from "../kit/contract/ports-by.ts";
import { meta } from "./meta.ts";
import { ordersFile } from "./orders-file.ts";
import { paymentsFile } from "./payments-file.ts";
import { returnsFile } from "./returns-file.ts";
import { stockFile } from "./stock-file.ts";
import { catalog, message } from "./words.ts";

const noCalls = (): never => {
  throw new ConnectorError({ kind: "unsupported" }, message("error.noApiCall"));
};

export const connector: Connector = defineConnector({
  meta,
  auth: { baseUrl: noCalls, authorize: noCalls, secretNames: [] },
  classify: () => null,
  connect: {
    begin: async () => ({ step: "ready" }),
    async complete(input) {
      const name = input.kind === "form" ? (input.values["supplierName"] ?? "") : "";
      if (name === "")
        throw new ConnectorError(
          { kind: "rejected", code: "missing", field: "supplierName" },
          message("error.giveAccountName"),
        );
      return { grant: { secrets: {} }, accounts: [{ externalId: `files:${name.toLowerCase()}`, name }] };
    },
    async detect({ connection }) {
      const name = String(connection.settings["supplierName"] ?? "Meesho");
      return {
        account: { externalId: `files:${name.toLowerCase()}`, name },
        facts: { shopName: name, currency: "INR", country: "IN", zone: "Asia/Kolkata" },
        locations: [],
        missingScopes: [],
        warnings: [message("warning.givesSellersNoApi")],
      };
    },
  },
  ...portsForAll({ files: { imports: [ordersFile, returnsFile, paymentsFile], stock: stockFile } }),
  ...catalog,
});
