import { expect, test } from "vitest";
import { LISTED_CARRIERS } from "../../commerce/carriers.ts";
import { trackJson } from "./order-fulfil.ts";

const OWN = { FedEx: "fedex", UPS: "ups", USPS: "usps", DHL: "dhl" } as const;

test.each(LISTED_CARRIERS)("%s is told in Magento's own code, else as custom, always by its name [E3]", (carrier) => {
  const own = Object.entries(OWN).find(([name]) => name === carrier)?.[1];
  expect(trackJson("1", carrier)).toEqual({ track_number: "1", title: carrier, carrier_code: own ?? "custom" });
});
