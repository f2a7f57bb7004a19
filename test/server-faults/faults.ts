/** The faults of database servers that are played, and how each begins and ends. */
import type { HomeInfo } from "../../src/db/home-list.ts";
import type { Node, Nodes } from "./nodes.ts";

export interface Fault {
  readonly name: string;
  /** Whether organizations of a place, where it was before, may wait; absent: all may. Asked once the fault has begun. */
  readonly mayWait?: (home: HomeInfo) => boolean;
  /** No hub can start before it has ended. */
  readonly isWithoutHub?: boolean;
  /** What has to be so before it begins, and before what is usual is measured. */
  prepare?(): Promise<void>;
  begin(): Promise<void>;
  /** Puts everything back. */
  end(): Promise<void>;
}

interface Commands {
  /** `argosy distribute` with these arguments; throws with its words where it fails. */
  distribute(...args: string[]): Promise<void>;
  /** A place on a server, by its name. */
  placeOn(node: Node): Promise<string>;
  /** SIGKILL to the hub, which is started again at once. */
  killHub(): Promise<void>;
}

const isOn =
  (...nodes: readonly Node[]) =>
  ({ node }: HomeInfo) =>
    nodes.some(({ address }) => address === node);

/** What happens to one server that holds places. */
function ofServer(nodes: Nodes, node: Node): Fault[] {
  const name = `server ${node.index + 1}`;
  const mayWait = isOn(node);
  let undo: () => Promise<void> = async () => undefined;
  return [
    { name: `${name} is killed`, mayWait, begin: () => nodes.kill(node), end: () => nodes.start(node) },
    { name: `${name} freezes`, mayWait, begin: () => nodes.freeze(node), end: () => nodes.thaw(node) },
    {
      name: `${name} works a fifth of the time`,
      mayWait,
      async begin() {
        undo = nodes.slow(node);
      },
      end: () => undo(),
    },
  ];
}

export function faultsOf(nodes: Nodes, commands: Commands): Fault[] {
  const [coordinator, one, other] = nodes.all;
  if (!coordinator || !one || !other) throw new Error("Three servers are needed.");
  let undo: () => Promise<unknown> = async () => undefined;
  const undone = async () => {
    await undo();
    undo = async () => undefined;
  };
  let moved = "";
  /** A move under way; whether it ends well or not is known at the end. */
  const move = async (strike: () => Promise<unknown>) => {
    const home = await commands.placeOn(one);
    moved = home;
    const moving = commands.distribute("--move", home, other.address).catch(() => undefined);
    await strike();
    undo = async () => {
      await moving;
      await commands.distribute("--move", home, other.address);
      await commands.distribute("--move", home, one.address);
    };
  };
  const bringBack = async (home?: string) => {
    await commands.distribute("--add", other.address);
    await commands.distribute("--move", home ?? (await commands.placeOn(one)), other.address);
  };
  return [
    ...[one, other].flatMap((node) => ofServer(nodes, node)),
    {
      name: "the network between two servers that hold places is cut",
      mayWait: () => false,
      begin: () => nodes.cut(one, other),
      end: () => nodes.heal(),
    },
    {
      name: "the network between the coordinating server and another is cut",
      mayWait: () => false,
      begin: () => nodes.cut(coordinator, one),
      end: () => nodes.heal(),
    },
    {
      name: "the coordinating server is killed",
      isWithoutHub: true,
      begin: () => nodes.kill(coordinator),
      end: () => nodes.start(coordinator),
    },
    {
      name: "a place is moved",
      mayWait: ({ schema }) => schema === moved,
      begin: () => move(async () => undefined),
      end: undone,
    },
    {
      name: "the hub is killed while a place is moved",
      begin: () => move(commands.killHub),
      end: undone,
    },
    {
      name: "the server a place is moved to is killed meanwhile",
      mayWait: isOn(one, other),
      begin: () => move(() => nodes.kill(other)),
      async end() {
        await nodes.start(other);
        await undone();
      },
    },
    {
      name: "a server is drained and removed",
      mayWait: isOn(other),
      begin: () => commands.distribute("--drain", other.address),
      end: () => bringBack(),
    },
    {
      name: "a server is added, and a place moved to it",
      prepare: () => commands.distribute("--drain", other.address),
      mayWait: ({ schema }) => schema === moved,
      async begin() {
        moved = await commands.placeOn(one);
        await bringBack(moved);
      },
      end: async () => undefined,
    },
    { name: "the hub is killed", begin: () => commands.killHub(), end: async () => undefined },
  ];
}
