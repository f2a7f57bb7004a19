/** Turns the hub's database into a distributed one. See docs/distributed.md. */
import process from "node:process";
import { loadConfig } from "../src/config.ts";
import { type Distributed, distribute } from "../src/db/distributed/distribute.ts";
import { migrate } from "../src/db/migrate.ts";
import { StartError } from "../src/db/start-error.ts";
import { prepareJobs } from "../src/engine/jobs.ts";
import { print, runForOperator, withHubServer } from "./hub-database.ts";

/** Each is on one node; more of them than nodes, so that there may be more nodes later. */
const PLACES = 8;

/** What the command says at its end. */
function report(done: Distributed): string {
  const now = done.spreadNow === 0 ? "all of them before this run" : `${done.spreadNow} of them in this run`;
  return [
    `Spread by organization: ${done.spread} tables, ${now}, in ${done.places} places on ${done.nodes} node(s).`,
    `Copied to every node: ${done.copied.join(", ")}.`,
    `Whole on the node that coordinates: ${done.whole.join(", ")}, sign-in and the job queue.`,
  ].join("\n");
}

await runForOperator(async () => {
  const nodes = (process.argv[2] ?? "").split(",").filter((node) => node !== "");
  const wrong = nodes.find((node) => !/^[\w.-]+:\d{1,5}$/.test(node));
  if (wrong !== undefined) throw new StartError(`The nodes are given as host:port,host:port, not "${wrong}".`);
  await withHubServer(loadConfig(process.env), { isThere: false }, async ({ ownerUrl, keys }) => {
    await migrate({ ownerUrl, keys });
    // The queue makes its tables in one piece, which Citus refuses where it has other nodes to tell.
    await prepareJobs(ownerUrl);
    print(report(await distribute({ ownerUrl, key: keys.current, nodes, places: PLACES, log: print })));
  });
});
