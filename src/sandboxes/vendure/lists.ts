/** Lists as the shop answers them: filtered, sorted by what was asked (else by id), cut at its limit. */
import { inputError } from "./state.ts";

export interface ListArgs {
  readonly options?: {
    readonly skip?: number | null;
    readonly take?: number | null;
    readonly sort?: Readonly<Record<string, "ASC" | "DESC">> | null;
    readonly filter?: Readonly<Record<string, Operators>> | null;
  } | null;
}

interface Operators {
  readonly eq?: string;
  readonly notEq?: string;
  readonly contains?: string;
  readonly in?: readonly string[];
  readonly isNull?: boolean;
  readonly after?: string;
  readonly before?: string;
}

type Fields = Readonly<Record<string, string | null>>;

const MOST = 1_000;

/** `fields` are those a row can be filtered and sorted by. */
export function listOf<T>(rows: Iterable<T>, { options }: ListArgs, fields: (row: T) => Fields) {
  const { skip, take, sort, filter } = options ?? {};
  if ((take ?? 0) > MOST)
    throw inputError("USER_INPUT_ERROR", `Cannot take more than ${MOST} results from a list query`);
  const found = [...rows].filter((row) =>
    Object.entries(filter ?? {}).every(([name, operators]) => fits(fields(row)[name] ?? null, operators)),
  );
  const [[by, direction] = ["id", "ASC"]] = Object.entries(sort ?? {});
  const sorted = found.sort((a, b) => {
    const order = compare(fields(a)[by] ?? null, fields(b)[by] ?? null, by);
    return direction === "DESC" ? -order : order;
  });
  const from = skip ?? 0;
  return { totalItems: sorted.length, items: sorted.slice(from, from + (take && take > 0 ? take : MOST)) };
}

function fits(value: string | null, { eq, notEq, contains, in: some, isNull, after, before }: Operators): boolean {
  if (isNull !== undefined && (value === null) !== isNull) return false;
  if (eq !== undefined && value !== eq) return false;
  if (notEq !== undefined && value === notEq) return false;
  if (some !== undefined && (value === null || !some.includes(value))) return false;
  // Without case, where the others keep to it.
  if (contains !== undefined && !(value ?? "").toLowerCase().includes(contains.toLowerCase())) return false;
  if (after !== undefined && !(value !== null && value > after)) return false;
  return before === undefined || (value !== null && value < before);
}

function compare(a: string | null, b: string | null, by: string): number {
  if (by === "id") return Number(a) - Number(b);
  // As the database has it: nothing is greater than anything.
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
