import { expect, test } from "vitest";
import { faultsOf, indianPhone, indianTime, indiaOnly, isPincode } from "./india.ts";

test("a phone has its ten digits whatever stands before them", () => {
  for (const text of ["9000000001", "+91 90000 00001", "09000000001", "0091-9000000001"])
    expect(indianPhone(text)).toBe("9000000001");
  for (const text of [undefined, "", "12345", "+4915112345678"]) expect(indianPhone(text)).toBeUndefined();
});

test("postcodes have six digits and no zero before them", () => {
  expect(["560102", " 560102", "060102", "5601", "", undefined].map(isPincode)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test("times are India's, and other countries are not", () => {
  expect(indianTime.toUtc("2026-11-22 17:39:29")).toBe("2026-11-22T12:09:29.000Z");
  expect(indianTime.toLocal(Date.parse("2026-11-20T18:40:00Z"))).toBe("2026-11-21 00:10:00");
  expect([indiaOnly(undefined), indiaOnly("in"), indiaOnly("EG")]).toEqual(["India", "India", undefined]);
});

test("all that an address lacks is named", () => {
  const place = { line1: "12 Sample Street", postcode: "560102", phone: "9000000001", country: "IN" };
  expect(
    [place, { ...place, line1: " " }, { ...place, phone: "1", postcode: "1" }, { country: "EG" }].map(faultsOf),
  ).toEqual([[], ["line1"], ["postcode", "phone"], ["country"]]);
});
