/** The faults of database servers that are played, and how each begins and ends. */
import type { Node, Nodes } from "./nodes.ts";

export interface Fault {
  readonly name: string;
  /** Organizations with rows on these servers may wait; absent: all may. */
  readonly struck?: readonly Node[];
  /** No hub can start before it has ended. */
  readonly isWithoutHub?: boolean;
  begin(): Promise<void>;
  /** Puts everything back. */
  end(): Promise<void>;
}

interface Commands {
  /** `argosy distribute` with these arguments; throws with its words where it fails. */
  distribute(...args: string[]): Promise<void>;
  /** A place on a server, by its number. */
  placeOn(node: Node): Promise<string>;
  /** SIGKILL to the hub, which is started again at once. */
  killHub(): Promise<void>;
}

export function faultsOf(nodes: Nodes, commands: Commands): Fault[] {
  const [coordinator, one, other] = nodes.all;
  if (!coordinator || !one || !other) throw new Error("Three servers are needed.");
  let undo: () => Promise<unknown> = async () => undefined;
  const undone = async () => {
    await undo();
    undo = async () => undefined;
  };
  /** A move under way; whether it ends well or not is known at the end. */
  const move = async (strike: () => Promise<unknown>) => {
    const place = await commands.placeOn(one);
    const moving = commands.distribute("--move", place, other.address).catch(() => undefined);
    await strike();
    undo = async () => {
      await moving;
      await commands.distribute("--move", place, other.address);
      await commands.distribute("--move", place, one.address);
    };
  };
  return [
    {
      name: "a server is killed",
      struck: [one],
      begin: () => nodes.kill(one),
      end: () => nodes.start(one),
    },
    {
      name: "a server freezes",
      struck: [one],
      begin: () => nodes.freeze(one),
      end: () => nodes.thaw(one),
    },
    {
      name: "a server works a fifth of the time",
      struck: [one],
      async begin() {
        undo = nodes.slow(one);
      },
      end: undone,
    },
    {
      name: "the network between two servers that hold places is cut",
      struck: [],
      begin: () => nodes.cut(one, other),
      end: () => nodes.heal(),
    },
    {
      name: "the network between the coordinating server and another is cut",
      struck: [],
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
      struck: [one],
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
      struck: [one, other],
      begin: () => move(() => nodes.kill(other)),
      async end() {
        await nodes.start(other);
        await undone();
      },
    },
    {
      name: "a server is drained, removed and added again",
      struck: [other],
      begin: () => commands.distribute("--drain", other.address),
      async end() {
        await commands.distribute("--add", other.address);
        await commands.distribute("--move", await commands.placeOn(one), other.address);
      },
    },
    { name: "the hub is killed", begin: () => commands.killHub(), end: async () => undefined },
  ];
}
