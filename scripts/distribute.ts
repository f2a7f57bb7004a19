/** Turns the hub's database into a distributed one, and moves its parts between servers. See docs/distributed.md. */
import process from "node:process";
import { parseArgs } from "node:util";
import { loadConfig } from "../src/config.ts";
import { type Distributed, distribute, requireNoHub } from "../src/db/distributed/distribute.ts";
import { addServer, drainServer, type MoveOptions, moveHome } from "../src/db/distributed/move.ts";
import { distributedState } from "../src/db/distributed/upgrade.ts";
import { migrate } from "../src/db/migrate.ts";
import { singleClient } from "../src/db/single-client.ts";
import { StartError } from "../src/db/start-error.ts";
import { prepareJobs } from "../src/engine/jobs/jobs.ts";
import { type HubServer, print, runForOperator, withHubServer } from "./hub-database.ts";

/** Each is on one node; more of them than nodes, so that there may be more nodes later. */
const LOCATIONS = 8;

const USAGE = [
  "argosy distribute [host:port,host:port]      spreads the database over these servers; no hub runs meanwhile",
  "argosy distribute --add host:port            makes a server part of it",
  "argosy distribute --move place host:port     moves a place to a server, or ends a move that was cut short",
  "argosy distribute --drain host:port          moves all places of a server to the others, and removes it",
].join("\n");

/** What the command says at its end. */
function report(done: Distributed): string {
  const now = done.spreadNow === 0 ? "all of them before this run" : `${done.spreadNow} of them in this run`;
  return [
    `Spread by organization: ${done.spread} tables, ${now}, in ${done.places} places on ${done.nodes} node(s).`,
    `Copied to every node: ${done.copied.join(", ")}.`,
    `Whole on the node that coordinates: ${done.whole.join(", ")}, sign-in and the job queue.`,
  ].join("\n");
}

function requireAddress(node: string | undefined): string {
  if (node === undefined || !/^[\w.-]+:\d{1,5}$/.test(node))
    throw new StartError(`A server is given as host:port, not "${node ?? ""}".\n${USAGE}`);
  return node;
}

/** Before anything is changed; one that was begun by an earlier version is finished as it is, and migrated afterwards. */
async function stateNow(ownerUrl: string) {
  const owner = singleClient({ connectionString: ownerUrl, application_name: "argosy distribute" });
  await owner.connect();
  try {
    await requireNoHub(owner);
    return await distributedState(owner);
  } finally {
    await owner.end();
  }
}

async function spread({ ownerUrl, keys }: HubServer, nodes: readonly string[]): Promise<void> {
  const options = { ownerUrl, key: keys.current, nodes, places: LOCATIONS, log: print };
  if ((await stateNow(ownerUrl)) === "half") await distribute(options);
  await migrate({ ownerUrl, keys });
  // The queue makes its tables in one piece, which Citus refuses where it has other nodes to tell.
  await prepareJobs(ownerUrl);
  print(report(await distribute(options)));
}

function parsed() {
  const flag = { type: "string" } as const;
  try {
    return parseArgs({ allowPositionals: true, options: { add: flag, move: flag, drain: flag } });
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

await runForOperator(async () => {
  const { values, positionals } = parsed();
  const beside = Object.keys(values).length;
  if (beside > 1 || positionals.length > 1 || (beside === 1 && (values.move === undefined) === positionals.length > 0))
    throw new StartError(USAGE);
  const nodes = beside === 1 ? [] : (positionals[0] ?? "").split(",").filter((node) => node !== "");
  for (const node of nodes) requireAddress(node);
  await withHubServer(loadConfig(process.env), { isThere: beside > 0 }, async (server) => {
    const options: MoveOptions = { ownerUrl: server.ownerUrl, key: server.keys.current, log: print };
    if (values.add !== undefined) await addServer(options, requireAddress(values.add));
    else if (values.drain !== undefined) await drainServer(options, requireAddress(values.drain));
    else if (values.move !== undefined) await moveHome(options, values.move, requireAddress(positionals[0]));
    else await spread(server, nodes);
  });
});
