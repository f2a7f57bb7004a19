/** One attempt to call a platform, as it is kept and traced. Free of secrets. */
export interface PlatformCall {
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  /** Null when no answer came. */
  readonly status: number | null;
  readonly ms: number;
  /** 1 for the first attempt of a call. */
  readonly attempt: number;
}
