/** Batches calls that arrive at the same moment. */
import { isDatabaseAway } from "../../db/away.ts";

/** Calls per batch. */
const MAX = 64;

interface Waiting<Request, Answer> {
  readonly request: Request;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Calls with one key in the same tick share a batch; calls during a batch share the next one. `work` returns results in the
 * order of the calls. A batch that fails is repeated call by call, so that one failure affects no other caller.
 */
export function batchCalls<Key, Request, Answer>(
  work: (key: Key, requests: readonly Request[]) => Promise<readonly Answer[]>,
): (key: Key, request: Request) => Promise<Answer> {
  const queues = new Map<Key, Waiting<Request, Answer>[]>();

  async function settle(key: Key, group: readonly Waiting<Request, Answer>[]): Promise<void> {
    try {
      const answers = await work(
        key,
        group.map(({ request }) => request),
      );
      if (answers.length !== group.length) throw new Error("A group was not answered for each that asked.");
      for (const [n, answer] of answers.entries()) group[n]?.resolve(answer);
    } catch (error) {
      if (group.length > 1 && !isDatabaseAway(error)) for (const one of group) void settle(key, [one]);
      else for (const { reject } of group) reject(error);
    }
  }

  async function serve(key: Key, queue: Waiting<Request, Answer>[]): Promise<void> {
    // Calls in the same tick join the batch.
    await Promise.resolve();
    while (queue.length > 0) await settle(key, queue.splice(0, MAX));
    // Synchronously after the last check: the next call starts a new queue.
    queues.delete(key);
  }

  return (key, request) =>
    new Promise((resolve, reject) => {
      const one = { request, resolve, reject };
      const queue = queues.get(key);
      if (queue) queue.push(one);
      else {
        const fresh = [one];
        queues.set(key, fresh);
        void serve(key, fresh);
      }
    });
}
