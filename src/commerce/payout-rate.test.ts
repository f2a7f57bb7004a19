import { expect, test } from "vitest";
import { parseMoney } from "./money.ts";
import { payoutRate } from "./payout-rate.ts";

const rate = (paid: [string, string], bank: [string, string], reported?: string) =>
  payoutRate(parseMoney(...paid), { amount: parseMoney(...bank), rate: reported });

test("the rate a platform tells counts where it comes to what the bank receives", () => {
  expect(rate(["1000.00", "SGD"], ["740.70", "USD"], "0.7407")).toBe("0.7407");
  expect(rate(["-594.78", "SGD"], ["-440.55", "USD"], "0.7407")).toBe("0.7407");
  expect(rate(["0.00", "SGD"], ["0.00", "USD"], "0.7407")).toBe("0.7407");
});

test("a rate that was rounded away is worked out from the amounts", () => {
  // 591,797,912 VND paid out as 25,678.64 USD, told as 0.00.
  expect(rate(["591797912", "VND"], ["25678.64", "USD"], "0.00")).toBe("0.000043390893");
  expect(rate(["100.00", "EUR"], ["16250", "JPY"], "163")).toBe("162.5");
  expect(rate(["12.500", "KWD"], ["40.75", "USD"])).toBe("3.26");
});

test("no rate: the same currency, nothing paid, or amounts that cannot belong together", () => {
  expect(rate(["10.00", "USD"], ["10.00", "USD"], "1")).toBeNull();
  expect(rate(["0.00", "SGD"], ["5.00", "USD"])).toBeNull();
  expect(rate(["10.00", "SGD"], ["-5.00", "USD"])).toBeNull();
});
