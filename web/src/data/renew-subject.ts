/** What was heard to have changed is asked for again. */

type QueryKey = readonly unknown[];

/** As far as it is needed here: TanStack's own types bring the browser's along, which the test's have not. */
export interface RenewedQuery {
  readonly queryKey: QueryKey;
  /** What is under way is not begun again: the same answer. */
  fetch(): Promise<unknown>;
}

export interface RenewedClient {
  getQueryCache(): {
    findAll(filters: { readonly queryKey: QueryKey; readonly fetchStatus: "fetching" }): readonly RenewedQuery[];
  };
  invalidateQueries(
    filters: { readonly queryKey: QueryKey; readonly exact?: boolean },
    options: { readonly cancelRefetch: false },
  ): Promise<void>;
}

/** Answers under way that are asked for again already: a burst of changes asks once. */
const awaited = new WeakSet<RenewedQuery>();

/** A request that is given up would still be answered: beside a slow hub they pile up before those of the person. */
const ONE_AT_A_TIME = { cancelRefetch: false } as const;

/**
 * Asks again for what is shown of a subject. An answer that is still under way may have been read before the change: it is
 * asked for once more when it is there, and not beside it.
 */
export function renewSubject(client: RenewedClient, subject: string): void {
  const queryKey = [subject];
  const underWay = client.getQueryCache().findAll({ queryKey, fetchStatus: "fetching" });
  void client.invalidateQueries({ queryKey }, ONE_AT_A_TIME);
  for (const query of underWay) {
    if (awaited.has(query)) continue;
    awaited.add(query);
    const again = () => client.invalidateQueries({ queryKey: query.queryKey, exact: true }, ONE_AT_A_TIME);
    // Also of one that failed, or the change would be missed; whoever shows it tells of the failure.
    void query
      .fetch()
      .finally(() => awaited.delete(query))
      .then(again, again);
  }
}
