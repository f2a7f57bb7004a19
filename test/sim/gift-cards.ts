/** A till takes money off a platform's gift card, each amount once, whatever becomes of its calls. */
import type { Fault } from "../../src/connectors/kit/sandbox/sandbox.ts";
import { createRandom, type Random } from "./random.ts";
import type { Channel, World } from "./world.ts";

const CODE = "GIFT-AAAA-BBBB-1234";
const BALANCE = 100;
const EACH = 5;
/** By then whoever asked has ended, and the platform with it (decision 544). */
const SETTLED_MS = 15 * 60_000;
const TRIES = 6;

const FAULTS: readonly Fault[] = [
  { kind: "status", status: 503 },
  { kind: "drop_before" },
  { kind: "drop_after_commit" },
  { kind: "unfinished", steps: 0 },
  { kind: "unfinished", steps: 1 },
];

/** In every world with a channel that has cards; drawn apart, as all that is asked about money at the end. */
export async function checkGiftCards(world: World, report: (text: string) => void): Promise<string[]> {
  const random = createRandom((world.seed * 71) ^ 0x61f7);
  const problems: string[] = [];
  for (const channel of world.channels)
    if (random.chance(0.4)) problems.push(...(await takeOff(world, channel, random, report)));
  return problems;
}

async function takeOff(
  world: World,
  channel: Channel,
  random: Random,
  report: (text: string) => void,
): Promise<string[]> {
  const { addGiftCard, giftCardBalance } = channel.sandbox.shop;
  if (!addGiftCard || !giftCardBalance) return [];
  addGiftCard({ code: CODE, balance: `${BALANCE}.00` });
  let paid = 0;
  for (let use = random.int(1, 3); use > 0; use -= 1) {
    const reference = `R${use}`;
    const answers = [await tillAsks(world, channel, reference, drawTrouble(random))];
    // Some have cards that nobody can use from outside.
    if (answers[0] === 422) break;
    // What has no answer is asked again, by its reference; now and then what has one as well.
    for (let tries = 1; answers.at(-1) === null && tries < TRIES; tries += 1)
      answers.push(await tillAsks(world, channel, reference, null));
    if (random.chance(0.4)) answers.push(await tillAsks(world, channel, reference, null));
    report(`${channel.name}: ${EACH} off a gift card: ${answers.map((answer) => answer ?? "no answer").join(", ")}`);
    if (answers.includes(200)) paid += 1;
    else if (answers.at(-1) === null) return [`${channel.name}: nobody can say whether ${reference} was paid`];
  }
  const left = Number(giftCardBalance(CODE));
  const owed = BALANCE - paid * EACH;
  return left === owed ? [] : [`${channel.name}: ${left} left on a gift card; ${paid} times ${EACH} was paid`];
}

interface Trouble {
  readonly fault: Fault;
  readonly after: number;
  readonly isKilled: boolean;
}

function drawTrouble(random: Random): Trouble | null {
  if (!random.chance(0.7)) return null;
  return { fault: random.pick(FAULTS), after: random.int(0, 1), isKilled: random.chance(0.3) };
}

/** 200: paid; another status: it is certain that it was not; null: nobody knows. */
async function tillAsks(
  { hub, seller, sandboxes }: World,
  { storeId, sandbox, currency }: Channel,
  reference: string,
  trouble: Trouble | null,
): Promise<number | null> {
  if (trouble) sandbox.faults.add({ fault: trouble.fault, after: trouble.after, times: 1, write: true });
  if (trouble?.isKilled) hub.life.seam.dieAtCall(2, "after");
  const body = { storeId, code: CODE, amountMinor: EACH * 100, currency, reference };
  const { status } = await seller.call("POST", "/gift-cards/redeem", body);
  hub.life.seam.disarm();
  await sandbox.faults.finish();
  sandbox.faults.clear();
  if (hub.life.seam.isDead) await hub.restart();
  if (status >= 500 || status === 409) await hub.pass(SETTLED_MS, sandboxes);
  return status >= 500 || status === 409 ? null : status;
}
