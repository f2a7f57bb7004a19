/** The tax of a whole order that its channel tells on some of its lines. */
import { expect, it } from "vitest";
import { sampleInvoicedLine as line, sampleInvoiced as order } from "./samples.ts";
import { type InvoicedOrder, taxedLines } from "./taxed-lines.ts";

const sum = (amounts: readonly bigint[]) => amounts.reduce((total, each) => total + each, 0n);

it("the whole order's tax told on its first line is split by the products' rates, or said to be unknown", () => {
  const three = [5_362n, 0n, 0n].map((taxMinor, n) =>
    line({ key: `${n}`, rate: "5", taxMinor, totalMinor: [37_533n, 37_533n, 37_534n][n] ?? 0n }),
  );
  const reported = order({ currency: "INR", taxMinor: 5_362n, totalMinor: 112_600n, lines: three });
  const split = taxedLines(reported, true);
  expect(split.lines.filter(({ kind }) => kind === "goods").map(({ taxMinor, rate }) => [taxMinor, rate])).toEqual([
    [1_787n, "5"],
    [1_787n, "5"],
    [1_787n, "5"],
  ]);
  expect([split.taxMinor, split.notes]).toEqual([5_362n, ["tax_by_product_rate"]]);
  const unknown = taxedLines(reported, false);
  expect(unknown.lines.map(({ taxMinor }) => taxMinor)).toEqual([null, null, null]);
  expect(unknown.notes).toEqual(["tax_per_line_unknown"]);
});

type Given = readonly [rate: string | null, taxMinor: bigint, totalMinor?: bigint];
const whole = (currency: string, given: readonly Given[], more: Partial<InvoicedOrder> = {}) => {
  const lines = given.map(([rate, taxMinor, totalMinor = 10_000n], n) =>
    line({ key: `${n}`, rate, taxMinor, totalMinor }),
  );
  const taxMinor = sum(lines.map((each) => each.taxMinor));
  const apart = more.shippingMinor ?? 0n;
  const totalMinor = sum(lines.map((each) => each.totalMinor)) + apart + (more.taxIncluded === false ? taxMinor : 0n);
  return taxedLines(order({ currency, lines, taxMinor, totalMinor, ...more }), true);
};
const UNKNOWN = ["tax_per_line_unknown"];
const SPLIT = ["tax_by_product_rate"];

it.each<[string, ReturnType<typeof whole>, readonly (bigint | null)[], readonly string[]]>([
  [
    "included, no rate known",
    whole("EUR", [
      [null, 4_790n],
      [null, 0n],
      [null, 0n],
    ]),
    [null, null, null],
    UNKNOWN,
  ],
  [
    "on top, no rate known",
    whole(
      "GBP",
      [
        [null, 4_000n],
        [null, 0n],
      ],
      { taxIncluded: false },
    ),
    [null, null],
    UNKNOWN,
  ],
  [
    "GST, no rate known",
    whole("INR", [
      [null, 4_576n],
      [null, 0n],
      [null, 0n],
    ]),
    [null, null, null],
    UNKNOWN,
  ],
  [
    "below any law's most, no rate known",
    whole("EUR", [
      [null, 1_428n],
      [null, 0n],
      [null, 0n],
    ]),
    [null, null, null],
    UNKNOWN,
  ],
  [
    "GST on top below the most, no rate known",
    whole(
      "INR",
      [
        [null, 1_500n],
        [null, 0n],
        [null, 0n],
      ],
      { taxIncluded: false },
    ),
    [null, null, null],
    UNKNOWN,
  ],
  [
    "below the most, a rate of another line known",
    whole("INR", [
      [null, 1_428n],
      ["5", 0n],
      ["5", 0n],
    ]),
    [null, null, null],
    UNKNOWN,
  ],
  [
    "the law's own rate beside goods of an unknown one: as told",
    whole("EUR", [
      [null, 1_597n],
      [null, 0n],
    ]),
    [1_597n, 0n],
    [],
  ],
  [
    "GST of its own rate beside goods of an unknown one: as told",
    whole("INR", [
      [null, 1_525n],
      [null, 0n],
    ]),
    [1_525n, 0n],
    [],
  ],
  [
    "a sales tax of any rate upon the price: as told",
    whole(
      "USD",
      [
        [null, 703n],
        [null, 0n],
      ],
      { taxIncluded: false },
    ),
    [703n, 0n],
    [],
  ],
  [
    "rates 5, 18 and 0",
    whole("INR", [
      ["5", 2_001n],
      ["18", 0n],
      ["0", 0n],
    ]),
    [476n, 1_525n, 0n],
    SPLIT,
  ],
  [
    "told on a line of 0 %",
    whole("INR", [
      ["0", 2_001n],
      ["18", 0n],
      ["5", 0n],
    ]),
    [0n, 1_525n, 476n],
    SPLIT,
  ],
  [
    "told on the last line",
    whole("INR", [
      ["5", 0n],
      ["5", 0n],
      ["5", 1_428n],
    ]),
    [476n, 476n, 476n],
    SPLIT,
  ],
  [
    "one line has its own, one two",
    whole("INR", [
      ["5", 952n],
      ["5", 476n],
      ["5", 0n],
    ]),
    [476n, 476n, 476n],
    SPLIT,
  ],
  [
    "with the tax of shipping",
    whole(
      "EUR",
      [
        ["19", 5_588n],
        ["19", 0n],
        ["19", 0n],
      ],
      { shippingMinor: 5_000n },
    ),
    [1_597n, 1_597n, 1_597n, 797n],
    SPLIT,
  ],
  [
    "one taxed, one exempt: as it is told",
    whole("INR", [
      ["5", 476n],
      ["0", 0n],
    ]),
    [476n, 0n],
    [],
  ],
  [
    "a rate nobody knows beside exempt goods: as told",
    whole("INR", [
      [null, 1_525n],
      ["0", 0n],
    ]),
    [1_525n, 0n],
    [],
  ],
  [
    "a free gift beside: as told",
    whole("EUR", [
      ["19", 1_597n],
      ["19", 0n, 0n],
    ]),
    [1_597n, 0n],
    [],
  ],
])("the order's tax on one line: %s", (_, made, taxes, notes) => {
  expect([made.lines.map(({ taxMinor }) => taxMinor), made.notes]).toEqual([taxes, notes]);
});
