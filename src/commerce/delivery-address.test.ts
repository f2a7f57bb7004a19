import { expect, test } from "vitest";
import { deliveryAddress } from "./delivery-address.ts";

const billing = { name: "A B", line1: "Street 1", city: "Town", region: "C", postcode: "11511", country: "EG" };

test.each([
  ["state and country", { region: "C", country: "EG" }],
  ["a country", { country: "EG" }],
  ["a name", { name: "A B" }],
  ["a phone", { phone: "+201000000000" }],
  ["a blank street", { line1: " ", country: "EG" }],
  ["a dash for a street", { line1: "-", city: ".", country: "EG" }],
  ["the city and postcode of the other", { city: "TOWN ", postcode: "115 11", country: "EG" }],
])("%s alone is no shipping address: the billing address counts", (_what, shipping) => {
  expect(deliveryAddress(shipping, billing)).toBe(billing);
});

test("an address with a street counts, and one without where there is no other of its country", () => {
  const shipping = { line1: "Road 2", country: "EG" };
  expect(deliveryAddress(shipping, billing)).toBe(shipping);
  const city = { city: "Alexandria", country: "EG" };
  const postcode = { postcode: "21500", country: "EG" };
  expect([deliveryAddress(city, billing), deliveryAddress(postcode, billing)], "goes elsewhere").toEqual([
    city,
    postcode,
  ]);
  const bare = { country: "DE" };
  expect([deliveryAddress(bare, billing), deliveryAddress(bare, undefined)]).toEqual([bare, bare]);
  expect([deliveryAddress(bare, { name: "A B" }), deliveryAddress(undefined, billing)]).toEqual([bare, undefined]);
});
