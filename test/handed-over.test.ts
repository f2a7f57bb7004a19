/** Amazon takes a write and shows it later: what sells meanwhile does not hold up what is newer and lower. */
import { expect, test } from "vitest";
import { fixture } from "../src/db/testing-fixtures.ts";
import { MINUTE, openLab, SECOND } from "./support/lab.ts";

const lab = fixture(() => openLab("handed-over"));

test("a unit sold before the write is seen holds back no other item, and no lower number of its own", async () => {
  const amazon = await lab.stocked("amazon", { Z1: 50, Z2: 50, Z3: 50 });
  const { shop } = amazon.sandbox;
  const shown = () => ["Z1", "Z2", "Z3"].map((sku) => shop.stockOf(sku));
  await lab.setStock({ Z1: 70, Z2: 70, Z3: 70 });
  await lab.work();
  // The listing shows it after five seconds; a unit is sold at once, and the hub looks after fifteen.
  lab.clock.leap(6 * SECOND);
  expect(shown()).toEqual([70, 70, 70]);
  shop.setStock("Z3", 69);
  await lab.pass(MINUTE, 5 * SECOND);
  await lab.setStock({ Z1: 3, Z2: 80, Z3: 2 });
  await lab.pass(MINUTE, 5 * SECOND);
  expect(shown()).toEqual([3, 80, 2]);
});
