/** For tests: whether work that takes long lets others go on. */
import { setImmediate } from "node:timers/promises";

/** The turns others have while the work goes on. */
export async function turnsOfOthers(work: () => Promise<unknown>): Promise<number> {
  let [turns, isOver] = [0, false];
  const others = (async () => {
    for (; !isOver; turns += 1) await setImmediate();
  })();
  try {
    await work();
  } finally {
    isOver = true;
    await others;
  }
  return turns;
}
