import { describe, expect, it } from "vitest";
import { ConnectorError } from "../contract/errors.ts";
import { autoAdvancingClock } from "../testing/connection.ts";
import type { StoredGrant } from "./tokens.ts";
import { createTokenKeeper } from "./tokens.ts";

describe("renewal of a grant", () => {
  /** Two processes with one store and one lock. */
  function installation() {
    let stored: StoredGrant = { grant: { secrets: { access: "a1", refresh: "r1" } }, generation: 1 };
    let line: Promise<unknown> = Promise.resolve();
    const storing = { fails: false };
    const exclusively = <T>(work: () => Promise<T>): Promise<T> => {
      const mine = line.then(work, work);
      line = mine.catch(() => undefined);
      return mine;
    };
    const keeper = () =>
      createTokenKeeper({
        clock: autoAdvancingClock(),
        initial: stored,
        exclusively,
        load: async () => stored,
        store: async (renewed) => {
          if (storing.fails) throw new Error("the database is away");
          stored = renewed;
          return true;
        },
      });
    return { a: keeper(), b: keeper(), stored: () => stored, storing };
  }

  it("a grant is renewed once, though two processes with many callers each find the token expired", async () => {
    const { a, b, stored } = installation();
    let renewals = 0;
    const refresh = async () => {
      renewals += 1;
      await new Promise((resolve) => setImmediate(resolve));
      return { secrets: { access: "a2", refresh: "r2" } };
    };
    await Promise.all([a, b].flatMap((keeper) => Array.from({ length: 25 }, () => keeper.renew(1, refresh))));
    expect(renewals).toBe(1);
    expect([a.current("access"), b.current("access"), stored().generation]).toEqual(["a2", "a2", 2]);
  });

  it("an answer that could not be stored at once is stored later, before a used token is sent", async () => {
    const { a, stored, storing } = installation();
    const used: (string | undefined)[] = [];
    const refresh = async () => {
      used.push(a.current("refresh"));
      return { secrets: { access: `a${used.length + 1}`, refresh: `r${used.length + 1}` } };
    };
    storing.fails = true;
    await expect(a.renew(1, refresh)).rejects.toThrow("away");
    storing.fails = false;
    await a.renew(1, refresh);
    expect([used, a.current("refresh"), stored().generation]).toEqual([["r1"], "r2", 2]);
  });

  it("a renewal retains what the platform did not repeat, and changes nothing when it fails", async () => {
    const { a, stored } = installation();
    await expect(
      a.renew(1, async () => {
        throw new ConnectorError({ kind: "auth_revoked" }, "reconnect");
      }),
    ).rejects.toMatchObject({ kind: "auth_revoked" });
    expect(stored().generation).toBe(1);
    await a.renew(1, async () => ({ secrets: { access: "a2" } }));
    expect([a.current("access"), a.current("refresh")]).toEqual(["a2", "r1"]);
  });
});
