/** One renewal of a grant at a time, over processes: a refresh token that comes twice is worth nothing afterwards. */
import pino from "pino";
import { beforeAll, expect, test } from "vitest";
import type { Grant } from "../../connectors/kit/contract/contract.ts";
import { createTokenKeeper, type StoredGrant } from "../../connectors/kit/http/tokens.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { sampleChannel } from "../../hub/listings/samples.ts";
import { saveGrant } from "../../hub/stores/grants.ts";
import { type TestClock, testClock } from "../testing.ts";
import { withGrantLease } from "./grant-lease.ts";
import { loadGrant } from "./stored-connection.ts";
import { storeGrant } from "./stored-grants.ts";

const db = fixture(testDatabase);
const at = fixture(() => sampleChannel(db));
let clock: TestClock;

beforeAll(async () => {
  clock = testClock();
});

const now = () => new Date(clock.now());
const log = pino({ level: "silent" });

/** A platform that takes each refresh token once; `onRequested` happens before it answers. */
function platform(onRequested: () => Promise<unknown> = async () => undefined, mark = "") {
  const requests: string[] = [];
  const refresh = async (token: string): Promise<Grant> => {
    requests.push(token);
    const nth = requests.length;
    await onRequested();
    return { secrets: { accessToken: `a${nth}${mark}`, refreshToken: `r${nth}${mark}` } };
  };
  return { asked: requests, refresh };
}

const consent = (refreshToken: string) =>
  db.database.tenant(at.here, (tx) =>
    saveGrant(tx, db.vault, {
      connectionIds: [at.shop],
      secrets: { accessToken: "a0", refreshToken },
      now: now(),
    }),
  );

async function stored(grantId: string): Promise<StoredGrant> {
  const { generation } = await db.owner.one<{ generation: number }>(
    "select generation from argosy.access_grant where id = $1",
    [grantId],
  );
  const grant = await db.database.tenant(at.here, (tx) => loadGrant(tx, grantId));
  const secrets = Object.fromEntries(
    (grant?.sealed ?? []).map((one) => [
      one.name,
      db.vault.open(
        { organization: at.here, owner: `grant:${grantId}`, name: one.name },
        { ciphertext: one.ciphertext, iv: one.iv, tag: one.tag, keyId: one.key_id },
      ),
    ]),
  );
  return { grant: { secrets }, generation };
}

/** A process that works with the grant. */
async function worker(grantId: string) {
  return createTokenKeeper({
    clock,
    initial: await stored(grantId),
    exclusively: (work) =>
      withGrantLease({ db: db.database, clock, log }, { organization: at.here, id: grantId }, work),
    load: () => stored(grantId),
    store: (renewed, answered) =>
      db.database.tenant(at.here, (tx) => storeGrant(tx, { vault: db.vault, grantId, renewed, answered, now: now() })),
  });
}

const renewing = (keeper: Awaited<ReturnType<typeof worker>>, { refresh }: ReturnType<typeof platform>) =>
  keeper.renew(keeper.generation(), () => refresh(keeper.current("refreshToken") ?? ""));

test("two processes renew a grant once, with no transaction open during the call [F12]", async () => {
  const id = await consent("r0");
  const shop = platform(async () => {
    open.push(
      ...(await db.owner.rows<{ state: string }>(
        "select state from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'",
      )),
    );
    second ??= renewing(other, shop);
    for (let n = 0; n < 5; n += 1) await new Promise((resolve) => setImmediate(resolve));
  });
  const open: unknown[] = [];
  let second: Promise<boolean> | undefined;
  const [one, other] = [await worker(id), await worker(id)];
  await renewing(one, shop);
  await second;
  expect([shop.asked, open]).toEqual([["r0"], []]);
  expect([one.current("accessToken"), other.current("accessToken"), (await stored(id)).generation]).toEqual([
    "a1",
    "a1",
    one.generation(),
  ]);
});

test("a renewal whose process died before saving is repeated after its lease, and its late answer is ignored", async () => {
  const id = await consent("r0");
  let comeBack: () => void = () => undefined;
  const stuck = new Promise<void>((resolve) => {
    comeBack = resolve;
  });
  const first = platform(() => stuck, " late");
  const one = await worker(id);
  const lost = renewing(one, first);
  while (first.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
  clock.pass(11 * 60_000);
  const shop = platform();
  await renewing(await worker(id), shop);
  comeBack();
  await lost;
  expect(shop.asked).toEqual(["r0"]);
  expect((await stored(id)).grant.secrets).toEqual({ accessToken: "a1", refreshToken: "r1" });
  expect(one.generation()).toBe((await stored(id)).generation);
});

test("a consent given during a renewal is kept", async () => {
  const id = await consent("r0");
  const shop = platform(() => consent("new consent"));
  const keeper = await worker(id);
  await renewing(keeper, shop);
  expect((await stored(id)).grant.secrets).toEqual({ accessToken: "a0", refreshToken: "new consent" });
  expect(keeper.current("refreshToken")).toBe("new consent");
  // Nothing of it keeps the next one waiting.
  await renewing(keeper, platform());
  expect(keeper.current("refreshToken")).toBe("r1");
});
