/** Which of the random acts that failed are needed for it: told by playing some of them in fresh copies of the shop. */
import { past } from "./journey/begin.ts";
import { differencesAfter, played, type RandomAct, replay, textOf } from "./journey/random.ts";
import { shrink } from "./shrink.ts";
import type { World } from "./world.ts";

export interface Failing {
  /** A shop and a hub of their own, as at the beginning of the run. */
  readonly open: () => Promise<World>;
  readonly acts: readonly RandomAct[];
  readonly tries: number;
  readonly say: (text: string) => void;
}

export async function sayShortest({ open, acts, tries, say }: Failing): Promise<void> {
  if (tries < 1) return;
  say(`Looking for the shortest list of acts that fails, in ${tries} tries at most:`);
  let reported: readonly string[] = [];
  const fails = async (some: readonly RandomAct[]) => {
    await using world = await open();
    const before = await past.run(world);
    if (before.length > 0) throw new Error(`The shop and the hub differ before the first act: ${before.join("; ")}`);
    const orders = async () => (await world.shop.orders()).map(({ key }) => key);
    await replay({ orders, play: (act) => played(world, act) }, some);
    const found = await differencesAfter(world);
    say(`       ${some.length} acts: ${found.length === 0 ? "no difference" : `${found.length} differences`}`);
    if (found.length > 0) reported = found;
    return found.length > 0;
  };
  const found = await shrink(acts, { fails, tries });
  if (!found) return say("       In a fresh shop the acts make no difference: earlier steps are needed for it.");
  const what = found.isShortest ? "none can be left out" : "there was no try left to leave out more";
  say(`       ${found.acts.length} of ${acts.length} acts are enough (${what}):`);
  for (const act of found.acts) say(`         ${textOf(act)}`);
  for (const text of reported.slice(0, 5)) say(`       ${text}`);
}
