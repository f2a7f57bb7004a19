/** docs/server-faults.md: what other organizations noticed of each fault, and what was lost or there twice. */

export interface Played {
  readonly name: string;
  /** Sales of organizations that were not struck, while the fault lasted. */
  readonly sold: number;
  /** 99 % of their sales were shown in the other shop after so many milliseconds: before the fault, during and after it. */
  readonly quietMs: number | null;
  readonly struckMs: number | null;
  readonly afterMs: number | null;
  /** The same of single writes past the hub, in the same organizations' places. */
  readonly plainQuietMs: number | null;
  readonly plainStruckMs: number | null;
  /** Orders, or units of stock, of all organizations. */
  readonly lost: number;
  readonly doubled: number;
  /** Changes of stock by the API: done; answered 503; without an answer; answered in any other way than 2xx and 503. */
  readonly changed: number;
  readonly refused: number;
  readonly broken: number;
  readonly unclear: number;
}

/** What one round of a fault showed: what each sale of others took in milliseconds, and the counts of `Played`. */
export interface Round extends Pick<Played, "lost" | "doubled" | "changed" | "refused" | "broken" | "unclear"> {
  readonly quiet: readonly number[];
  readonly struck: readonly number[];
  readonly after: readonly number[];
  readonly plainQuiet: readonly number[];
  readonly plainStruck: readonly number[];
}

export interface Head {
  readonly at: string;
  readonly machine: string;
  readonly organizations: number;
  readonly everySeconds: number;
}

/** Others may wait at most so many times as long as before the fault. */
const MOST_RATIO = 2;

/** Null: there are no values. */
function percentile(all: readonly number[], share: number): number | null {
  const sorted = all.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}

/** Takes the rounds of a fault together: of few sales, 99 % is the slowest one. */
export function pooled(name: string, rounds: readonly Round[]): Played {
  const slowest = (of: (round: Round) => readonly number[]) => percentile(rounds.flatMap(of), 0.99);
  const sum = (of: (round: Round) => number) => rounds.reduce((total, round) => total + of(round), 0);
  return {
    name,
    sold: sum(({ struck }) => struck.length),
    quietMs: slowest(({ quiet }) => quiet),
    struckMs: slowest(({ struck }) => struck),
    afterMs: slowest(({ after }) => after),
    plainQuietMs: slowest(({ plainQuiet }) => plainQuiet),
    plainStruckMs: slowest(({ plainStruck }) => plainStruck),
    lost: sum(({ lost }) => lost),
    doubled: sum(({ doubled }) => doubled),
    changed: sum(({ changed }) => changed),
    refused: sum(({ refused }) => refused),
    broken: sum(({ broken }) => broken),
    unclear: sum(({ unclear }) => unclear),
  };
}

const ratioOf = ({ quietMs, struckMs }: Played) => (quietMs === null || struckMs === null ? null : struckMs / quietMs);

export function isWell(played: Played): boolean {
  const ratio = ratioOf(played);
  return played.lost === 0 && played.doubled === 0 && played.unclear === 0 && (ratio === null || ratio <= MOST_RATIO);
}

const inMs = (ms: number | null) => {
  if (ms === null) return "/";
  return Number.isFinite(ms) ? ms.toFixed(0) : "not shown";
};

const HEAD = [
  "| fault | measured (UTC) | organizations, each sells every | sales of others | 99 % before, ms | 99 % during, ms | ratio | 99 % after, ms | a plain write before, ms | during, ms | lost | doubled | changes done | 503 | no answer | other answers |",
  "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
];

/** `before`: the page as it was; other rows are kept. */
export function page({ at, machine, organizations, everySeconds }: Head, one: Played, before: string): string {
  const rows = new Map(before.split("\n").flatMap((line) => (isRow(line) ? [[nameOf(line), line] as const] : [])));
  const ratio = ratioOf(one);
  const times = ratio === null || !Number.isFinite(ratio) ? "/" : ratio.toFixed(1);
  const [when, plain, struck] = [at.replace("T", " "), inMs(one.plainQuietMs), inMs(one.plainStruckMs)];
  const figures = [
    one.sold,
    inMs(one.quietMs),
    inMs(one.struckMs),
    times,
    inMs(one.afterMs),
    plain,
    struck,
    one.lost,
    one.doubled,
    one.changed,
    one.refused,
    one.broken,
    one.unclear,
  ];
  const crowd = `${organizations}, ${everySeconds} s`;
  rows.set(one.name, `| ${[one.name, when, crowd, ...figures].join(" | ")} |`);
  return [
    "# Faults of database servers",
    "",
    "`npm run faults:servers` writes this page. A hub works on three Citus servers, each in a network of its own and with an equal share of the processors, as a machine of its own has. Organizations sell in one shop and show what is left in another. Servers fail one after the other. The page shows how long the sales of organizations took that have nothing to do with the fault, from the order to the other shop's stock, before, during and after it: those whose server did not fail, and those whose place was not moved. Where the coordinating server or the hub is away, everybody waits (`/`). A plain write is one small transaction in the same organizations' places, sent past the hub: what the servers themselves allow on this machine meanwhile. At the end of each fault the hub is killed, every organization has one more order, and the hub starts again while the fault lasts (after it, where the coordinating server was killed). Afterwards the orders and the stock of all organizations are counted. Meanwhile each organization also adds a unit of another item by the API every three seconds: what was acknowledged has to be there, `503` are those told to try again, `no answer` those whose connection broke as the hub was killed, and `other answers` has to be 0.",
    "",
    `Measured on ${machine}, shared by servers, hub and shops.`,
    "",
    `Others may take at most ${MOST_RATIO} times as long; nothing may be lost or doubled, nor answered without saying when to try again.`,
    "",
    ...HEAD,
    ...rows.values(),
    "",
  ].join("\n");
}

const nameOf = (row: string): string => row.split("|")[1]?.trim() ?? "";
const isRow = (line: string): boolean => line.startsWith("| ") && !["fault", "---"].includes(nameOf(line));
