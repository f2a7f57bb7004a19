import { expect, test } from "vitest";
import { LISTED_CARRIERS } from "../../commerce/carriers.ts";
import { trackingFields } from "./order-fulfil.ts";

const OWN = {
  USPS: "usps",
  FedEx: "fedex",
  UPS: "ups",
  "Australia Post": "auspost",
  "Canada Post": "canadapost",
  "Royal Mail": "royalmail",
} as const;

test.each(LISTED_CARRIERS)(
  "%s is told in BigCommerce's own word, else by the slug of its name, with the link [E3]",
  (carrier) => {
    const trackingUrl = "https://carrier.example/1";
    const reported = trackingFields({ carrier, trackingNumbers: ["1"], trackingUrl });
    const own = Object.entries(OWN).find(([name]) => name === carrier)?.[1];
    expect(reported).toMatchObject({ tracking_number: "1", shipping_provider: own ?? "", tracking_link: trackingUrl });
    const slug = String(reported["tracking_carrier"]);
    expect(slug === "" ? own : slug).toMatch(/^[a-z0-9-]+$/);
  },
);
