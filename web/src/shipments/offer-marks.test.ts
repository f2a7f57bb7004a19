import { expect, test } from "vitest";
import { marksOf } from "./offer-marks.ts";

const offer = (minor: number | null, days: number | null, currency = "USD") => ({
  price: minor === null ? null : { minor, currency },
  days,
});

test("the cheapest and the fastest offer are marked, all of them where several are, none without another to compare", () => {
  expect(marksOf([offer(550, 5), offer(950, 2), offer(null, 2), offer(550, null)])).toEqual([
    ["cheapest"],
    ["fastest"],
    ["fastest"],
    ["cheapest"],
  ]);
  expect(marksOf([offer(550, 2), offer(950, 5)])).toEqual([["cheapest", "fastest"], []]);
  expect(marksOf([offer(550, 5)])).toEqual([[]]);
  expect(marksOf([offer(550, 5), offer(900, 4, "EUR")]), "two currencies are not compared").toEqual([[], ["fastest"]]);
});
