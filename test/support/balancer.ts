/** What stands before several web processes: kept connections, and only to those that are in its list. */
import { once } from "node:events";
import { Agent, request } from "node:http";
import { setImmediate } from "node:timers/promises";
import type { Delivered } from "./deliveries.ts";

/** The status a delivery was answered with, or what became of its connection. */
export type Outcome = number | string;

export interface Balancer {
  /** Sends it to one of the list, over a connection that is kept as long as its answers say so. */
  send(delivery: Delivered): Promise<Outcome>;
  include(url: string): void;
  /** Sends nothing there any more; over once all that was sent there has been answered. */
  exclude(url: string): Promise<void>;
  close(): void;
}

/** Deliveries go to `path` of each process. */
export function createBalancer(path: string): Balancer {
  const agent = new Agent({ keepAlive: true });
  const listed = new Map<string, { underWay: number }>();
  let round = 0;
  const post = async (to: string, { body, headers }: Delivered): Promise<Outcome> => {
    const call = request(to, { method: "POST", agent, headers: { ...headers, "content-length": body.length } });
    try {
      call.end(body);
      const [answer] = await once(call, "response");
      await once(answer.resume(), "end");
      return answer.statusCode ?? "no status";
    } catch (error) {
      return error instanceof Error && "code" in error ? String(error.code) : String(error);
    }
  };
  return {
    async send(delivery) {
      round += 1;
      const [url, state] = [...listed][round % listed.size] ?? [];
      if (url === undefined || state === undefined) throw new Error("No process is left to send to.");
      state.underWay += 1;
      const outcome = await post(url + path, delivery);
      state.underWay -= 1;
      return outcome;
    },
    include: (url) => void listed.set(url, { underWay: 0 }),
    async exclude(url) {
      const state = listed.get(url);
      listed.delete(url);
      while (state !== undefined && state.underWay > 0) await setImmediate();
    },
    close: () => agent.destroy(),
  };
}
