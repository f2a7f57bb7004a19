/** Work that many ask for at the same moment, done for all of them in one go. */
import { isDatabaseAway } from "../db/away.ts";

/** So many share one go at most. */
const MOST = 64;

interface Waiting<Asked, Answer> {
  readonly asked: Asked;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * What is asked for under one key in one breath is done together, and what comes while that is under way shares the next
 * go, as at the webhooks' door. `work` answers in the order it was asked. Where it fails for several it is done for each
 * alone: nobody's trouble is another's.
 */
export function grouped<Key, Asked, Answer>(
  work: (key: Key, asked: readonly Asked[]) => Promise<readonly Answer[]>,
): (key: Key, asked: Asked) => Promise<Answer> {
  const queues = new Map<Key, Waiting<Asked, Answer>[]>();

  async function settle(key: Key, group: readonly Waiting<Asked, Answer>[]): Promise<void> {
    try {
      const answers = await work(
        key,
        group.map(({ asked }) => asked),
      );
      if (answers.length !== group.length) throw new Error("A group was not answered for each that asked.");
      for (const [n, answer] of answers.entries()) group[n]?.resolve(answer);
    } catch (error) {
      if (group.length > 1 && !isDatabaseAway(error)) for (const one of group) void settle(key, [one]);
      else for (const { reject } of group) reject(error);
    }
  }

  async function serve(key: Key, queue: Waiting<Asked, Answer>[]): Promise<void> {
    // Whoever asks in the same breath comes along.
    await Promise.resolve();
    while (queue.length > 0) await settle(key, queue.splice(0, MOST));
    // In the same breath as the last look: whoever asks now begins anew.
    queues.delete(key);
  }

  return (key, asked) =>
    new Promise((resolve, reject) => {
      const one = { asked, resolve, reject };
      const queue = queues.get(key);
      if (queue) queue.push(one);
      else {
        const begun = [one];
        queues.set(key, begun);
        void serve(key, begun);
      }
    });
}
