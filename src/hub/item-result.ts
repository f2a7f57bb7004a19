/** How one of many items of a bulk request ended. */
export interface ItemResult {
  readonly id: string;
  readonly ok: boolean;
  /** What a person reads when it is not ok. */
  readonly error?: string | undefined;
  /** What a person should know although it was done. */
  readonly warning?: string | undefined;
}
