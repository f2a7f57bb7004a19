/** What a seller reads after asking for drafts of many products at once. */
import { expect, test } from "vitest";
import { makeInCalls } from "./make-drafts.ts";

const products = (count: number) => Array.from({ length: count }, (_, n) => `p${n}`);
const made = async (some: readonly string[]) => some.map((id) => ({ id, ok: true }));
const text = String;

test("products that have a draft already are counted beside those that got one", async () => {
  const call = async ([first = "", second = "", third = ""]: readonly string[]) => [
    { id: first, ok: true },
    { id: second, ok: true, warning: "The product already has a draft for this channel." },
    { id: third, ok: false, error: "There is no such product." },
  ];
  expect(await makeInCalls(products(3), call, text)).toEqual({
    ...{ made: 1, existing: 1, refused: ["There is no such product."] },
  });
});

test("a call that fails hides neither the drafts made before it nor those made after it", async () => {
  const call = async (some: readonly string[]) => {
    if (some[0] === "p500") throw new Error("The hub is restarting.");
    return made(some);
  };
  const { refused, ...rest } = await makeInCalls(products(1_200), call, text);
  expect(rest).toEqual({ made: 700, existing: 0 });
  expect(refused).toEqual(Array(500).fill("Error: The hub is restarting."));
});

test("a failure is shown itself where no product has a draft", async () => {
  const failure = new Error("No right.");
  await expect(makeInCalls(products(600), () => Promise.reject(failure), text)).rejects.toBe(failure);
  const refuse = async (some: readonly string[]) => some.map((id) => ({ id, ok: false, error: "Gone." }));
  await expect(makeInCalls(products(2), refuse, text)).rejects.toThrow("Gone.");
});
