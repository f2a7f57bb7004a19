/**
 * Statements of one connection that travel together with one synchronization after the last of them (decision 446). The
 * driver ends every statement with one of its own, at which the server sends what it has and wakes this process.
 */
import pg from "pg";

export interface Statement {
  readonly text: string;
  /** Nothing that could fail to be written: it would be noticed when those before it are on their way. */
  readonly values: readonly unknown[];
  /** Under which the connection keeps its plan. */
  readonly name?: string | undefined;
}

export interface Answer {
  readonly rows: unknown[];
  readonly rowCount: number | null;
  readonly command: string;
}

interface Asked extends Statement {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** What the driver's connection has, of which its types tell a part. */
interface Wire {
  /** Texts of named statements that are on their way to the server. */
  readonly submittedNamedStatements: Record<string, string>;
  describe(what: object): void;
  sync(): void;
}

/** What the driver's query does with what the server answers, of which its types tell nothing. */
interface DriverQuery {
  submit(wire: Wire): Error | null;
  handleRowDescription(told: object): void;
  handleDataRow(told: object): void;
  handleCommandComplete(told: object, wire: Wire): void;
  handleReadyForQuery(wire: Wire): void;
  handleError(error: unknown, wire: Wire): void;
}

interface Piece {
  readonly asked: Asked;
  readonly query: DriverQuery;
  /** Its columns, null where it has none; absent: the server is asked for them. */
  columns?: object | null | undefined;
}

/** By the names of statements a connection keeps. The server refuses to execute one whose columns changed. */
const columnsOf = new WeakMap<Wire, Map<string, object | null>>();

const isOfStatement = (error: unknown): boolean => error instanceof pg.DatabaseError && error.severity === "ERROR";

const notCarriedOut = () =>
  Object.assign(new Error("A statement before this one failed: it was not carried out."), { code: "25P02" });

/** To the driver it is one query: a connection that is written ahead takes no other class. */
class StatementBatch extends pg.Query {
  /** Of the statement that is being answered: the driver notes by them what the server has taken. */
  name: string | undefined;
  text = "";
  readonly #pieces: readonly Piece[];
  #columns = new Map<string, object | null>();
  #at = 0;

  constructor(asked: readonly Asked[], types: pg.CustomTypesConfig) {
    super({ text: "" }, () => undefined);
    this.#pieces = asked.map((one) => ({ asked: one, query: driverQuery(one, types) }));
  }

  override submit = (connection: pg.Connection) => {
    const wire = connection as unknown as Wire;
    this.#columns = columnsOf.get(wire) ?? new Map();
    columnsOf.set(wire, this.#columns);
    for (const piece of this.#pieces) {
      const { name } = piece.asked;
      piece.columns = name === undefined ? undefined : this.#columns.get(name);
      const isKnown = piece.columns !== undefined;
      // The driver's own query writes itself, but for what ends it and what is known.
      const held = Object.create(wire, {
        sync: { value: () => undefined },
        ...(isKnown && { describe: { value: () => undefined } }),
      });
      const refused = piece.query.submit(held);
      if (refused) return refused;
    }
    wire.sync();
    this.#turnTo(0);
    return null;
  };

  handleRowDescription(told: object): void {
    const piece = this.#pieces[this.#at];
    if (!piece) return;
    piece.columns = told;
    piece.query.handleRowDescription(told);
  }

  handleDataRow(told: object): void {
    this.#pieces[this.#at]?.query.handleDataRow(told);
  }

  handleCommandComplete(told: object, wire: Wire): void {
    const piece = this.#pieces[this.#at];
    if (!piece) return;
    if (piece.asked.name !== undefined) this.#columns.set(piece.asked.name, piece.columns ?? null);
    piece.query.handleCommandComplete(told, wire);
    piece.query.handleReadyForQuery(wire);
    this.#turnTo(this.#at + 1);
  }

  handleReadyForQuery(): void {
    // Every statement was told by itself.
  }

  handleError(error: unknown, wire: Wire): void {
    const [failed, ...rest] = this.#pieces.slice(this.#at);
    this.#at = this.#pieces.length;
    failed?.query.handleError(error, wire);
    for (const { asked, query } of rest) {
      if (asked.name !== undefined) delete wire.submittedNamedStatements[asked.name];
      query.handleError(isOfStatement(error) ? notCarriedOut() : error, wire);
    }
  }

  #turnTo(next: number): void {
    this.#at = next;
    const piece = this.#pieces[next];
    this.name = piece?.asked.name;
    this.text = piece?.asked.text ?? "";
    if (piece?.columns) piece.query.handleRowDescription(piece.columns);
  }
}

function driverQuery({ text, values, name, resolve, reject }: Asked, types: pg.CustomTypesConfig): DriverQuery {
  const config = { text, values: [...values], types, queryMode: "extended", ...(name !== undefined && { name }) };
  const told = (error: Error | undefined, answer: pg.ResultBuilder) => (error ? reject(error) : resolve(answer));
  return new pg.Query(config, told) as unknown as DriverQuery;
}

/** What is sent after it is answered apart from what was sent before: whoever waits for that goes on meanwhile. */
export const nextBreath = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

export interface Breath {
  /** Sent with the others of this moment; they are answered one by one, and after one that fails each says so (25P02). */
  query(statement: Statement): Promise<Answer>;
  /** What waits to be sent leaves now. */
  send(): void;
}

/** Sends a connection's statements in batches: those of one moment, before anything else is waited for, are one. */
export function inBreaths(client: pg.PoolClient, types: pg.CustomTypesConfig): Breath {
  let waiting: Asked[] = [];
  const send = () => {
    const batch = waiting;
    waiting = [];
    if (batch.length > 0) client.query(new StatementBatch(batch, types));
  };
  return {
    send,
    query(statement) {
      const { promise, resolve, reject } = Promise.withResolvers<Answer>();
      if (waiting.length === 0) process.nextTick(send);
      waiting.push({ ...statement, resolve, reject });
      return promise;
    },
  };
}
