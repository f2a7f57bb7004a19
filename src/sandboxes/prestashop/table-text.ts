/** The short notation in which the tables of the shop are written. */
export interface TableText {
  /** Name of one entity; lists are called like the resource unless `list` says otherwise. */
  readonly node: string;
  readonly list?: string;
  /** `name*:Format<size!-~`: one text a language, format, longest, required, read-only, not for filters. */
  readonly fields: string;
  /** "node: fields" by association. */
  readonly associations?: Readonly<Record<string, string>>;
}
