/**
 * For tests: the conformance suite's order, as a running 10.2.4 made it at its checkout (specs, live traffic): 21 % on top,
 * of goods and of shipping; a paid order is processing (section 7).
 */
export const CHECKOUT_ORDER = {
  "shipTo.company": "Analytical Engines",
  "shipTo.line1": "Voorbeeldweg 12",
  "shipTo.line2": "Flat 5",
  "shipTo.city": "Utrecht",
  "shipTo.region": "UT",
  "shipTo.postcode": "3511 AA",
  "shipTo.country": "NL",
  billTo: "Ada King Lovelace, Voorbeeldweg 12, Utrecht, 3511 AA, NL",
  gateway: "stripe",
  status: "processing",
  currency: "EUR",
  taxIncluded: "false",
  tax: "10.44",
  shipping: "4.95",
  "line.tax": "7.88",
  payments: "sale 60.14",
};
