import { describe, expect, it } from "vitest";
import type { Address } from "./order.ts";
import { addressTerms, compareAddresses, isSameRecipient } from "./same-address.ts";

const ADA: Address = { name: "Ada Byron", line1: "12 Long Street", city: "Giza", postcode: "12511", country: "EG" };
const to = (address: Partial<Address>, contactName: string | null = null) => ({
  address: { ...ADA, ...address },
  contactName,
});

describe("addresses of two orders", () => {
  it("addresses match exactly where every part is the same", () => {
    expect(compareAddresses(ADA, { ...ADA, phone: "+20 1" })).toBe("exact");
  });

  it.each([
    ["case and spacing", { line1: "12  long STREET", city: "GIZA" }],
    ["punctuation", { line1: "12, Long Street.", postcode: "12 511" }],
    ["an abbreviation", { line1: "12 Long St." }],
    ["the line it stands on", { line1: "12", line2: "Long Street" }],
    ["a city left out beside a postcode", { city: "" }],
  ])("addresses are alike where they differ in %s", (_, change) => {
    expect(compareAddresses(ADA, { ...ADA, ...change })).toBe("like");
  });

  it.each([
    ["house number", { line1: "13 Long Street" }],
    ["street", { line1: "12 Short Street" }],
    ["flat", { line2: "Flat 4" }],
    ["postcode", { postcode: "12512" }],
    ["country", { country: "SA" }],
    ["city without a postcode", { city: "Cairo", postcode: "" }],
  ])("addresses differ by another %s", (_, change) => {
    const here = { ...ADA, ...("postcode" in change && change.postcode === "" && { postcode: "" }) };
    expect(compareAddresses(here, { ...here, ...change })).toBeNull();
  });

  it("addresses without a street never match", () => {
    const { line1: _, ...nowhere } = ADA;
    expect(compareAddresses(nowhere, nowhere)).toBeNull();
    expect(addressTerms({ address: nowhere, contactName: null })).toBeNull();
  });

  it("German and Arabic addresses are alike in their own abbreviations", () => {
    const berlin = { ...ADA, line1: "Musterstraße 5", country: "DE" };
    expect(compareAddresses(berlin, { ...berlin, line1: "Musterstr. 5" })).toBe("like");
    const cairo = { ...ADA, line1: "12 شارع النيل" };
    expect(compareAddresses(cairo, { ...cairo, line1: "12 ش. النيل" })).toBe("like");
  });
});

describe("recipients", () => {
  it("a recipient is the same in another case, and is the buyer where the address names nobody", () => {
    expect(isSameRecipient(to({}), to({ name: "ADA  BYRON" }))).toBe(true);
    expect(isSameRecipient(to({}), to({ name: undefined }, "ada byron"))).toBe(true);
  });

  it("a recipient differs by another name, and never matches without one", () => {
    expect(isSameRecipient(to({}), to({ name: "Adam Byron" }))).toBe(false);
    expect(isSameRecipient(to({ name: undefined }), to({ name: undefined }))).toBe(false);
  });

  it("addresses that are alike have the same terms, and others for another name", () => {
    const key = (destination: ReturnType<typeof to>) => addressTerms(destination)?.join("|");
    expect(key(to({ line1: "12 long st", postcode: "12 511", city: "" }))).toBe(key(to({})));
    expect(key(to({ name: "Eve" }))).not.toBe(key(to({})));
  });
});
