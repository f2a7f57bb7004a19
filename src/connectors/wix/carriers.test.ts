import { expect, test } from "vitest";
import { LISTED_CARRIERS } from "../../commerce/carriers.ts";
import { trackingInfo } from "./order-fulfil.ts";

const OWN = { FedEx: "fedex", UPS: "ups", USPS: "usps", DHL: "dhl", "Canada Post": "canadaPost" } as const;

test.each(LISTED_CARRIERS)("%s is told in Wix's own word, else by its name with the link [E3]", (carrier) => {
  const trackingUrl = "https://carrier.example/1";
  const reported = trackingInfo({ carrier, trackingNumbers: ["1"], trackingUrl });
  const own = Object.entries(OWN).find(([name]) => name === carrier)?.[1];
  expect(reported).toEqual({ trackingNumber: "1", shippingProvider: own ?? carrier, trackingLink: trackingUrl });
});
