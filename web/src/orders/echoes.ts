/** What a channel tells of an order because it was asked from here: it stands under what was asked, not beside it. */
/** As far as it matters here. */
export interface EchoedEntry {
  readonly id: string;
  readonly kind: string;
  readonly actor: string;
  readonly at: string;
  readonly data: unknown;
}

interface RequestInput {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly input?: unknown;
  readonly createdAt: string;
  readonly finishedAt: string | null;
}

/** A channel says it within minutes, by webhook often before its answer is written down; clocks differ by a little. */
const AFTER_MS = 5 * 60_000;
const BEFORE_MS = 5_000;

/** By what was asked: the entries that say it was done, and for moves of a status where to. */
const SAYS: Readonly<Record<string, Readonly<Record<string, readonly string[] | null>>>> = {
  fulfil: {
    fulfilment: null,
    fulfilment_status: ["partial", "fulfilled", "in_transit"],
    status: ["processing", "completed"],
  },
  tracking: { fulfilment: null },
  cancel: { status: ["cancelled"], financial: ["voided", "refunded"], refund: null },
  refund: { refund: null, financial: ["refunded", "partially_refunded"] },
  note: { note: null },
};

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;

function says({ kind, data }: EchoedEntry, command: RequestInput): boolean {
  const to = fieldOf(data, "to");
  if (fieldOf(data, "unusual") === true) return false;
  if (command.kind === "status") return kind === "status" && to === fieldOf(command.input, "status");
  const moves = SAYS[command.kind]?.[kind];
  return moves === null || (moves !== undefined && typeof to === "string" && moves.includes(to));
}

const isNear = ({ at }: EchoedEntry, { createdAt, finishedAt }: RequestInput): boolean => {
  const time = Date.parse(at);
  return finishedAt !== null && time >= Date.parse(createdAt) - BEFORE_MS && time <= Date.parse(finishedAt) + AFTER_MS;
};

/**
 * The entries that repeat a command that was done, by the command's id. Each command takes one entry of a kind: the
 * second parcel of the same minutes is somebody else's.
 */
export function echoesOf<E extends EchoedEntry>(
  entries: readonly E[],
  commands: readonly RequestInput[],
): Map<string, E[]> {
  const echoes = new Map<string, E[]>();
  const oldestFirst = entries.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const done = commands.filter(({ state }) => state === "done");
  for (const entry of oldestFirst.filter(({ actor }) => actor.startsWith("channel:"))) {
    const command = done.find(
      (one) => isNear(entry, one) && says(entry, one) && !echoes.get(one.id)?.some(({ kind }) => kind === entry.kind),
    );
    if (command) echoes.set(command.id, [...(echoes.get(command.id) ?? []), entry]);
  }
  return echoes;
}
