/** The parts of the continuous check after the tests: which of them a run plays, and in which run the others come. */
import { join } from "node:path";

export interface Part {
  readonly name: string;
  /** A program and its arguments, ending with 0, with 2 where it was not played, or with something else. */
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Keeps both cores busy: nothing is played beside it. */
  readonly needsBothCores?: boolean;
}

/** A part that is played when something it depends on changed, and otherwise once in `ROUNDS` runs. */
interface Conditional {
  readonly part: Part;
  readonly when: RegExp;
  readonly turn: number;
}

export interface Choice {
  readonly play: readonly { readonly part: Part; readonly because: string }[];
  readonly left: readonly { readonly name: string; readonly nextRotation: number }[];
}

export const ROUNDS = 4;
/** All worlds after those of the tests come round in so many runs. */
export const WORLD_RUNS = 5;
const WORLDS = { first: 21, last: 300 };

const npmTest = (...files: readonly string[]) => ["npm", "test", "--", ...files];
/** It says itself what hangs; the bound is for one that cannot even do that. */
const BOUND = ["timeout", "--kill-after=30", "40m"];
/** Of a check: after these minutes a living shop begins no further step. */
const SHORT = ["--minutes", "12"];

const livingPart = (shop: string, options: readonly string[]): Part => ({
  name: `living ${shop}`,
  command: [...BOUND, "npm", "run", "living", "--", shop, "--no-report", ...options],
});

function worldsPart(from: number, to: number): Part {
  const range = ["--short", "--from", String(from), "--seeds", String(to - from + 1)];
  return { name: `worlds ${from} to ${to}`, command: ["npm", "run", "sim", "--", ...range] };
}

/** Known holes, the list and the signatures of the installed packages. */
const PACKAGES_AUDIT: Part = { name: "packages audit", command: ["node", "scripts/packages-audit.ts"] };

/** More kills than a test run has time for, also at each step of a booking. */
const KILLS: Part = {
  name: "kills",
  command: npmTest("test/kill.test.ts"),
  env: { ARGOSY_KILLS: "8", ARGOSY_DELIVERIES: "5000", ARGOSY_KILL_BOOKINGS: "1" },
  needsBothCores: true,
};
/** Web and worker of the version before, beside this one's on this one's schema. */
const VERSION_BEFORE: Part = {
  name: "version before",
  command: npmTest("test/version-before.test.ts"),
  env: { ARGOSY_VERSION_BEFORE: "1" },
  needsBothCores: true,
};
/** The command `argosy` as npm installs it from a packed file. */
const COMMAND_PACKAGE: Part = {
  name: "command package",
  command: npmTest("test/cli-package.test.ts"),
  env: { ARGOSY_PACKAGE: "1" },
};
/** Of the nightly run alone: those kept as linear are checked again, which takes minutes. */
const EXPRESSIONS: Part = { name: "expressions", command: ["node", "scripts/expressions.ts", "--all"] };
/** Of the nightly run alone: every edge of every field of every route that writes; the tests send some of each. */
const EDGES: Part = {
  name: "edges",
  command: npmTest("src/http/edges.it.test.ts", "test/thread-budget.test.ts", "scripts/fuzz.test.ts"),
  env: { ARGOSY_EDGES: "all" },
};
/** Nine organizations beside a tenth that sends the worst each route takes: a figure of the nightly run, and no part of a check. */
const NOISY: Part = {
  name: "noisy neighbour",
  command: ["npm", "run", "bench", "--", "B15"],
  env: { BENCH_NOISY_SECONDS: "600" },
  needsBothCores: true,
};
/** Tests of whole programs with delayed answers: what comes in one order by luck comes in others. */
const DELAYED: Part = {
  name: "second tier with delayed answers",
  command: ["npm", "test", "--", "--rest"],
  env: { NODE_OPTIONS: `--import ${join(import.meta.dirname, "../test/support/delays.mjs")}` },
  needsBothCores: true,
};
/** Servers of a distributed database that fail: a figure of the nightly run, played where Citus is installed. */
const SERVERS: Part = { name: "faults of servers", command: ["npm", "run", "faults:servers"], needsBothCores: true };
/** The suites for a distributed database, on servers it starts; not played where Citus is not installed. */
const CITUS: Part = {
  name: "distributed database",
  command: ["scripts/citus-nodes.sh", "check"],
  needsBothCores: true,
};
/** The image's steps, carried out in a folder. */
const IMAGE: Part = { name: "image", command: npmTest("test/deploy.test.ts"), env: { ARGOSY_IMAGE: "1" } };

const changesLiving = (shop: string) =>
  new RegExp(
    `^src/(?:connectors|sandboxes)/(${shop}|kit)/|^src/engine/(outbound|plan)/|^test/living/(${shop}/|journey/|[^/]+$)`,
  );

/** The longest first. */
const CONDITIONAL: readonly Conditional[] = [
  { part: livingPart("vendure", SHORT), when: changesLiving("vendure"), turn: 0 },
  { part: livingPart("medusa", SHORT), when: changesLiving("medusa"), turn: 2 },
  { part: CITUS, when: /^src\/db\/(distributed\/|home-)|^scripts\/citus-nodes\.sh$|^test\/citus\.test\.ts$/, turn: 3 },
  {
    part: IMAGE,
    when: /^deploy\/|^package(-lock)?\.json$|^scripts\/(launch\.mjs|build-(?:web|server)\.ts)$|^web\/[^/]+$/,
    turn: 1,
  },
  { part: COMMAND_PACKAGE, when: /^(cli|sdk)\/|^package(-lock)?\.json$|^scripts\/(launch|strip-types)\.mjs$/, turn: 3 },
  { part: KILLS, when: /^src\/(db|engine)\/|^src\/(main|start)\.ts$/, turn: 1 },
  { part: VERSION_BEFORE, when: /^src\/db\/(migrations|baseline)\//, turn: 3 },
];

/** Everything a check may play. */
export const everyPart: readonly Part[] = [
  worldsPart(WORLDS.first, WORLDS.last),
  PACKAGES_AUDIT,
  livingPart("vendure", []),
  livingPart("medusa", []),
  IMAGE,
  COMMAND_PACKAGE,
  KILLS,
  VERSION_BEFORE,
  CITUS,
];

/** What the nightly run plays besides, and no check. */
export const nightlyParts: readonly Part[] = [EXPRESSIONS, EDGES, NOISY, DELAYED, SERVERS];

/**
 * `changed`: paths of the change under check, null where nobody knows them, which plays every part that depends on paths.
 * `rotation`: a number that is one higher with each commit.
 */
export function chooseParts(changed: readonly string[] | null, rotation: number): Choice {
  const chosen = CONDITIONAL.map(({ part, when, turn }) => ({
    part,
    because: reason(part, when, changed) ?? (rotation % ROUNDS === turn ? "it is its turn" : undefined),
    nextRotation: nextRotation(rotation, turn, ROUNDS),
  }));
  const ranges = worldRanges();
  const worlds = ranges[rotation % WORLD_RUNS] ?? [];
  return {
    play: [
      ...chosen.flatMap(({ part, because }) => (because === undefined ? [] : [{ part, because }])),
      ...worlds.map((part) => ({ part, because: "it is their turn" })),
      { part: PACKAGES_AUDIT, because: "it is part of every run" },
    ],
    left: [
      ...chosen.flatMap(({ part, because, nextRotation }) =>
        because === undefined ? [{ name: part.name, nextRotation }] : [],
      ),
      ...ranges.flatMap((range, turn) =>
        turn === rotation % WORLD_RUNS
          ? []
          : range.map(({ name }) => ({ name, nextRotation: nextRotation(rotation, turn, WORLD_RUNS) })),
      ),
    ],
  };
}

/** Tests and pages beside the code change nothing that a part plays, but for its own test. */
const IS_BESIDE = /\.test\.ts$|\.md$/;

function reason(part: Part, when: RegExp, changed: readonly string[] | null): string | undefined {
  if (changed === null) return "what changed is not known";
  const own = part.command.at(-1);
  const path = changed.find((each) => each === own || (when.test(each) && !IS_BESIDE.test(each)));
  return path === undefined ? undefined : `${path} changed`;
}

/** The first rotation number after this one that is the turn's. */
function nextRotation(rotation: number, turn: number, turns: number): number {
  return rotation + ((turn - (rotation % turns) + turns - 1) % turns) + 1;
}

/** By turn: the worlds of one run in two halves, one for each core. */
function worldRanges(): readonly (readonly Part[])[] {
  const half = (WORLDS.last - WORLDS.first + 1) / (2 * WORLD_RUNS);
  return Array.from({ length: WORLD_RUNS }, (_, turn) => {
    const from = WORLDS.first + turn * 2 * half;
    return [worldsPart(from, from + half - 1), worldsPart(from + half, from + 2 * half - 1)];
  });
}
