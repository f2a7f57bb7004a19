import { describe, expect, test } from "vitest";
import { askHomes } from "./each-home.ts";

const away = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
const fault = new Error("column does not exist");
const ask = (home: number | Error) => (home instanceof Error ? Promise.reject(home) : Promise.resolve(home));

describe("a query of all homes", () => {
  test("a query is answered by the homes that can be reached, with the reason of the others", async () => {
    expect(await askHomes([1, away, 3], ask)).toEqual({ found: [1, 3], away });
    expect(await askHomes([1, 2], ask)).toEqual({ found: [1, 2], away: null });
  });

  test("a query fails where no home can be reached, and where one that can be fails", async () => {
    await expect(askHomes([away], ask)).rejects.toBe(away);
    await expect(askHomes([away, away], ask)).rejects.toBe(away);
    await expect(askHomes([1, fault, away], ask)).rejects.toBe(fault);
  });
});
