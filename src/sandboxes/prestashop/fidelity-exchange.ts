/** An exchange of the real shop, as it was captured. */
export interface Exchange {
  readonly name: string;
  /** Of things the log only mentions. */
  readonly id?: number;
  readonly request?: {
    readonly method: string;
    readonly path: string;
    readonly auth?: string;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  };
  readonly response?: {
    readonly status: number;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  };
  readonly stock_after?: Readonly<Record<string, number>>;
}
